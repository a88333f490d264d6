import { live } from "@duka/protocol/data/live";
import test from "ava";

type Lamp = { readonly name: string; readonly isOn: boolean; readonly turns: number; turn(): void };

function lamp(name: string): Lamp {
  let turns = 0;
  return live<Lamp, "isOn" | "turns">(
    {
      name,
      turn() {
        turns++;
      },
    },
    { isOn: () => turns % 2 === 1, turns: () => turns },
  );
}

test("a member that is asked anew says what is so at each look, of each object by itself", (t) => {
  const [one, other] = [lamp("one"), lamp("other")];
  one.turn();
  t.like(one, { name: "one", isOn: true, turns: 1 });
  t.like(other, { name: "other", isOn: false, turns: 0 });
  one.turn();
  t.like(one, { isOn: false, turns: 2 });
});

test("such members are seen like any other, and a copy has what they said when it was made", (t) => {
  const one = lamp("one");
  t.deepEqual(Object.keys(one), ["name", "turn", "isOn", "turns"]);
  const copy = { ...one };
  one.turn();
  t.is(copy.turns, 0);
  t.is(JSON.stringify(one), '{"name":"one","isOn":true,"turns":1}');
  t.is(Object.create(one, { name: { value: "through" } }).turns, 1);
});

test("nothing can be written into them", (t) => {
  t.throws(() => Object.assign(lamp("one"), { isOn: true }), { instanceOf: TypeError, message: /isOn/ });
});

test("all objects share one getter of each name", (t) => {
  const getterOf = (of: Lamp) => Object.getOwnPropertyDescriptor(of, "isOn")?.get;
  t.is(typeof getterOf(lamp("one")), "function");
  t.is(getterOf(lamp("one")), getterOf(lamp("other")));
});
