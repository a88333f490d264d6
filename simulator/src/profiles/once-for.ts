/** What follows from a profile, or from a part of one, worked out once: a campaign opens thousands of cards of one. */
export function onceFor<Of extends object, Made>(make: (of: Of) => Made): (of: Of) => Made {
  const made = new WeakMap<Of, { readonly made: Made }>();
  return (of) => {
    const known = made.get(of) ?? { made: make(of) };
    made.set(of, known);
    return known.made;
  };
}
