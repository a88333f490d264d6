/** Carries out one step of a scenario. */
import { PROFILE_HOLDER } from "../../centre/enrol-profile.js";
import type { ScenarioShop } from "./scenario-shop.js";
import { ACTION_NAMES, type ActionName, type Step } from "./step-shape.js";

type Doing = {
  readonly [N in ActionName]: (shop: ScenarioShop, what: NonNullable<Step[N]>) => unknown;
};

const CLERK = { window: "W-1", operator: "clerk" } as const;
export const DELEGATE_NAME = "李四";
export const STRANGER = "110101198001010010";
/** Of the world: a centre that has lost an answer is asked again. */
const UPLOADS_MAX = 3;

const DOING: Doing = {
  sell: ({ world }, sale) => world.till.debit(sale),
  bill: ({ world }, bill) => world.till.settleBill(bill),
  load: ({ world }, load) => world.till.credit(load),
  reverse: ({ world }, reversal) => world.till.reverse(reversal),
  resettle: ({ world }, ref) => world.till.resettle(ref),
  balance: ({ world }, kind) => world.till.balance(kind),
  card: ({ world }) => world.till.card(),
  cardLog: async ({ world }, kind) => world.till.log(kind),
  recover: ({ world }) => world.till.recover(),
  changePassword: ({ world }) => world.till.changePassword(),
  window: atWindow,
  async showOldCard(shop) {
    const shown = await shop.world.till.verifyOldCard();
    shop.oldCard = "cardNumber" in shown ? shown : undefined;
    return shown;
  },
  centre({ world }, { call, with: body = {} }) {
    if (world.centre === undefined) throw new RangeError("this world has no centre");
    return world.centre.centre.call(call as never, body as never);
  },
  types({ typed }, digits) {
    typed.splice(0, typed.length, ...digits);
  },
  insert: (shop, name) => shop.insert(name),
  takeOut: ({ world }, what) => world.takeOut(what === "card" ? 0 : 1),
  putIn: ({ world }, what) => world.putIn(what === "card" ? 0 : 1),
  cable: ({ world }, where) => (where === "out" ? world.cableOut() : world.cableIn()),
  strike: ({ world }, faults) => world.strike(faults),
  repair: ({ world }) => world.repair(),
  killTill: ({ world }) => world.killTill(),
  restartTill: ({ world }) => world.restartTill(),
  async upload({ world }) {
    let uploaded = await world.till.settlement.upload(true);
    for (let count = 1; uploaded.failed > 0 && count < UPLOADS_MAX; count++)
      uploaded = await world.till.settlement.upload(true);
    return uploaded;
  },
  passMs: ({ world }, ms) => world.pass(ms),
};

export function actionOf(step: Step): ActionName {
  return ACTION_NAMES.find((name) => step[name] !== undefined)!;
}

/** What the till, the window or the centre answers; undefined where nothing does. Throws what they throw. */
export async function carryOut(shop: ScenarioShop, step: Step): Promise<unknown> {
  const name = actionOf(step);
  const act = DOING[name] as (shop: ScenarioShop, what: unknown) => unknown;
  return act(shop, step[name]);
}

function atWindow(shop: ScenarioShop, what: NonNullable<Step["window"]>): Promise<unknown> {
  const { act, ref, by = "holder", holder = PROFILE_HOLDER.document.number, oldCard: oldName } = what;
  const request = { ...CLERK, ref, vouching: vouchingOf(by, holder) };
  const window = shop.window();
  const old = oldName === undefined ? undefined : shop.cards.get(oldName)!;
  switch (act) {
    case "basicData":
      return window.basicData();
    case "issue":
      return window.issue({
        ...request,
        holderId: holder,
        ...(what.medical === undefined ? {} : { medical: what.medical }),
      });
    case "activate": {
      const { oldCard } = shop;
      shop.oldCard = undefined;
      return window.activate(oldCard === undefined ? request : { ...request, oldCard });
    }
    case "replace":
      return window.replace({ ...request, oldCardNumber: old?.card.applicationSerialNumber ?? "" });
    case "returnCard":
      return window.returnCard({ ...request, reason: what.reason as never });
    case "resetPassword":
    case "unblockPassword":
      return shop.world.till[act](request);
    default:
      return window[act](request);
  }
}

type Vouches = NonNullable<NonNullable<Step["window"]>["by"]>;

function vouchingOf(by: Vouches, number: string) {
  const document = { kind: "resident-id", number } as const;
  const other = { kind: "resident-id", number: STRANGER } as const;
  switch (by) {
    case "holder":
      return { by, document };
    case "stranger":
      return { by: "holder" as const, document: other };
    case "delegate":
      return { by, document, delegate: { name: DELEGATE_NAME, relation: "spouse", document: other } };
    case "relative": {
      const certificate = { kind: "death-certificate", number: "D330102001" } as const;
      return {
        by: "delegate" as const,
        document,
        delegate: { name: DELEGATE_NAME, relation: "spouse", document: certificate },
      };
    }
    case "employer":
      return { by, document, employer: "Hangzhou Tea Company", list: "L-1" };
  }
}
