import { type Around, around, type SlotCall } from "@duka/driver/reader/around";
import type { CardEvent, PinEntry, PinModification, SecurePin, Transport } from "@duka/protocol/transport";
import test from "ava";

const ATR = Uint8Array.of(0x3b, 0x00);
const COMMAND = Uint8Array.of(0x00, 0x84, 0x00, 0x00, 0x04);
const RESPONSE = Uint8Array.of(0x90, 0x00);
const LINE = { protocol: 0, fiDi: 0x11, clockHz: 4_000_000, extraGuardTimeEtu: 0 };
const ENTRY: PinEntry = {
  apdu: Uint8Array.of(0x00, 0x20, 0x00, 0x00, 0x03, 0xff, 0xff, 0xff),
  timeOutS: 30,
  formatString: 0x81,
  blockString: 0x03,
  lengthFormat: 0,
  digitsMin: 6,
  digitsMax: 6,
  langId: 0x0804,
};
const CHANGE: PinModification = {
  ...ENTRY,
  insertionOffsetOld: 0,
  insertionOffsetNew: 3,
  confirmNew: true,
  askOld: true,
};

/** A slot that writes down what it was asked. */
function slotThatTells(told: unknown[]): Transport & { move(event: CardEvent): void } {
  const listeners = new Set<(event: CardEvent) => void>();
  const securePin: SecurePin = {
    verify: async (entry, limits) => {
      told.push(["verify", entry, limits]);
      return { outcome: "answered", response: RESPONSE };
    },
    modify: async (entry, limits) => {
      told.push(["modify", entry, limits]);
      return { outcome: "mismatch" };
    },
  };
  return {
    name: "rig slot 0",
    async open(...limits) {
      told.push(["open", ...limits]);
      return ATR;
    },
    async exchange(...call) {
      told.push(["exchange", ...call]);
      return RESPONSE;
    },
    async close() {
      told.push(["close"]);
    },
    line: () => LINE,
    onCard(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    securePin,
    move(event) {
      for (const listener of listeners) listener(event);
    },
  };
}

/** Everything that can be asked of a slot, and what it answered. */
async function useAll(slot: Transport): Promise<unknown[]> {
  const { signal } = new AbortController();
  return [
    slot.name,
    await slot.open(100, signal),
    await slot.exchange(COMMAND, 200, signal, "fetch-and-repeat"),
    await slot.securePin?.verify(ENTRY, { deadlineMs: 300, signal }),
    await slot.securePin?.modify(CHANGE, { deadlineMs: 400, signal }),
    slot.line(),
    await slot.close(),
  ];
}

function noting(name: string, notes: string[]): Around {
  return (below) => ({
    async call(call) {
      notes.push(`${name} before ${call.do}`);
      const answer = await below.call(call);
      notes.push(`${name} after ${call.do}`);
      return answer;
    },
  });
}

test("with layers that change nothing every member of a slot is asked, and answers, as without them", async (t) => {
  const bare: unknown[] = [];
  const layered: unknown[] = [];
  const answers = await useAll(slotThatTells(bare));
  t.deepEqual(await useAll(around(slotThatTells(layered), noting("a", []), noting("b", []))), answers);
  t.deepEqual(layered, bare);
  t.is(bare.length, 5);
});

test("the first layer is the outermost: it begins first and ends last", async (t) => {
  const notes: string[] = [];
  const once = around(slotThatTells([]), noting("inner", notes));
  const slot = around(once, noting("outer", notes), noting("middle", notes));
  await slot.exchange(COMMAND, 100);
  t.deepEqual(notes, [
    "outer before exchange",
    "middle before exchange",
    "inner before exchange",
    "inner after exchange",
    "middle after exchange",
    "outer after exchange",
  ]);
});

test("base is the slot itself, whatever is around it", (t) => {
  const slot = slotThatTells([]);
  t.is(around(slot).base, slot);
  t.is(around(around(slot, noting("a", [])), noting("b", [])).base, slot);
});

test("a layer may change a call, answer it in place of the slot, and hear of the card", async (t) => {
  const told: unknown[] = [];
  const calls: SlotCall["do"][] = [];
  const heard: CardEvent[] = [];
  const slot = slotThatTells(told);
  const shorter: Around = (below) => ({
    async call(call) {
      calls.push(call.do);
      if (call.do === "open") return { outcome: "answered", response: Uint8Array.of(0x3f) };
      return below.call(call.do === "close" ? call : { ...call, limits: { deadlineMs: 1 } });
    },
    onCard: (listener) =>
      below.onCard((event) => {
        heard.push(event);
        listener(event);
      }),
    line: () => undefined,
    hasKeypad: () => false,
  });
  const view = around(slot, shorter);
  t.deepEqual(await view.open(100), Uint8Array.of(0x3f));
  t.deepEqual(await view.exchange(COMMAND, 100, undefined, "fetch"), RESPONSE);
  t.deepEqual(told, [["exchange", COMMAND, 1, undefined, "fetch"]]);
  t.deepEqual(calls, ["open", "exchange"]);
  t.is(view.line(), undefined);
  t.is(view.securePin, undefined);
  const events: CardEvent[] = [];
  const stop = view.onCard((event) => events.push(event));
  slot.move("removed");
  stop();
  slot.move("inserted");
  t.deepEqual([heard, events], [["removed"], ["removed"]]);
});

test("a keypad that goes with its card while it is asked says so, and nothing was sent", async (t) => {
  const told: unknown[] = [];
  const slot = { ...slotThatTells(told) } as { -readonly [M in keyof Transport]: Transport[M] };
  const { securePin } = around(slot);
  delete slot.securePin;
  const error = await t.throwsAsync(securePin!.verify(ENTRY, { deadlineMs: 100 }));
  t.like(error, {
    code: "unsupported",
    delivery: "not-sent",
    message: "rig slot 0: there is no keypad any more",
  });
  t.deepEqual(told, []);
});
