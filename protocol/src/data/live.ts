/**
 * Members that are asked anew at each look. A getter in an object literal is a new function each time that the literal
 * runs, and the engine gives each such object a shape of its own: code that meets many of them learns nothing of them,
 * and they outlive their use until the whole heap is swept. Here all objects share one getter of each name.
 */

const ASKED = Symbol("asked");

type Asked = { readonly [ASKED]: { readonly [name: string]: () => unknown } };

const getters = new Map<string, PropertyDescriptor>();

function getterOf(name: string): PropertyDescriptor {
  const known = getters.get(name);
  if (known !== undefined) return known;
  const made: PropertyDescriptor = {
    enumerable: true,
    get(this: Asked) {
      return this[ASKED][name]!();
    },
  };
  getters.set(name, made);
  return made;
}

/**
 * The object itself, for where it is made often; these members of it are what the functions answer at the time.
 * @param asked a function for each of them
 */
export function live<T extends object, K extends keyof T & string>(
  fixed: Omit<T, K>,
  asked: { readonly [name in K]: () => T[name] },
): T {
  Object.defineProperty(fixed, ASKED, { value: asked });
  for (const name of Object.keys(asked)) Object.defineProperty(fixed, name, getterOf(name));
  return fixed as T;
}
