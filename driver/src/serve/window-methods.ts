/** Methods of a service point: nothing but calls of the driver's own functions. */

import type { CentreResponse } from "@duka/protocol/centre";
import { typeError } from "@duka/protocol/data/bilingual";
import type { Account } from "../account/account.js";
import { basicDataJson } from "../account/window/basic-data-json.js";
import type { CardActDone } from "../account/window/card-acts.js";
import { atRegister, cardActJson, holderFoundJson, holderJson } from "../account/window/desk-json.js";
import { openRegisterDesk, type RegisterDesk } from "../account/window/register-desk.js";
import type { ServicePoint } from "../account/window/window-till.js";
import { maskCardNumber } from "../card/card-number.js";
import { isRefusal, type Refusal, refusalJson } from "../card/refusal.js";
import type { Centre } from "../centre/centre.js";
import type { Journal } from "../journal/journal.js";
import { answerResult } from "./replies.js";
import type { MethodName, Params } from "./requests.js";
import type { ServeContext } from "./server.js";

export type AtReader = { readonly account: Account; readonly point: ServicePoint };

/** @param opened the reader and what is done at it */
export function cardMethods(opened: () => Promise<AtReader>) {
  const point = async (): Promise<ServicePoint> => (await opened()).point;
  return {
    basicData: async ({ deadlineMs, ...request }: Params<"basicData">, { signal }: ServeContext) =>
      told(await (await point()).basicData(request, { deadlineMs, signal }), basicDataJson),
    issueCard: async ({ deadlineMs, ...request }: Params<"issueCard">, { signal }: ServeContext) =>
      told(await (await point()).issue(request, { deadlineMs, signal }), cardActJson),
    async activate({ deadlineMs, oldCard, ...request }: Params<"activate">, { signal }: ServeContext) {
      const old = oldCard === undefined ? {} : { oldCard };
      return told(
        await (await point()).activate({ ...request, ...old }, { deadlineMs, signal }),
        cardActJson,
      );
    },
    activateFinancial: async (
      { deadlineMs, ...request }: Params<"activateFinancial">,
      { signal }: ServeContext,
    ) => told(await (await point()).activateFinancial(request, { deadlineMs, signal }), cardActJson),
    changePasswordAtWindow: async (
      { deadlineMs, ...request }: Params<"changePasswordAtWindow">,
      { signal }: ServeContext,
    ) => answerResult(await (await point()).changePassword(request, { deadlineMs, signal })),
    withdrawLoss: async ({ deadlineMs, ...request }: Params<"withdrawLoss">, { signal }: ServeContext) =>
      told(await (await point()).withdrawLoss(request, { deadlineMs, signal }), cardActJson),
    replaceCard: async ({ deadlineMs, ...request }: Params<"replaceCard">, { signal }: ServeContext) =>
      told(await (await point()).replace(request, { deadlineMs, signal }), cardActJson),
    returnCard: async ({ deadlineMs, ...request }: Params<"returnCard">, { signal }: ServeContext) =>
      told(await (await point()).returnCard(request, { deadlineMs, signal }), cardActJson),
    finishCard: async ({ deadlineMs, kinds }: Params<"finishCard">, { signal }: ServeContext) =>
      told(await (await point()).finish(kinds, { deadlineMs, signal }), cardActJson),
  } satisfies { [name in MethodName]?: (params: never, context: ServeContext) => Promise<object> };
}

/** No card is needed. */
export function deskMethods(journal: Journal, centre: Centre | undefined) {
  const desk = (): RegisterDesk => {
    if (centre !== undefined) return openRegisterDesk({ centre, journal });
    throw typeError(
      "this needs the centre: start duka serve with --centre and --institution",
      "此业务需要中心：请用 --centre 和 --institution 启动 duka serve",
    );
  };
  const ofHolder = (answer: Pick<CentreResponse<"enrolHolder">, "holder"> | Refusal) =>
    told(answer, ({ holder }) => holderJson(holder));
  const ofCard = (answer: CentreResponse<"reportLoss"> | Refusal) => told(answer, cardOf);
  return {
    enrolHolder: async (params: Params<"enrolHolder">) => ofHolder(await desk().enrol(params)),
    allot: async (params: Params<"allot">) => ofHolder(await desk().allot(params)),
    designate: async (params: Params<"designate">) => ofHolder(await desk().designate(params)),
    applyForCard: async (params: Params<"applyForCard">) => answerResult(await desk().applyForCard(params)),
    applications: async (params: Params<"applications">) => answerResult(await desk().applications(params)),
    issueListedCard: async (params: Params<"issueListedCard">) => ofCard(await desk().issue(params)),
    reportLoss: async (params: Params<"reportLoss">) => ofCard(await desk().reportLoss(params)),
    reportLossByPhone: async (params: Params<"reportLossByPhone">) =>
      ofCard(await desk().reportLossByPhone(params)),
    returnAbsentCard: async (params: Params<"returnAbsentCard">) =>
      told(await desk().returnCard(params), (answer) => {
        const { holderState, paidOutFen } = answer;
        return { ...cardOf(answer), holderState, paidOutFen };
      }),
    blockCard: async (params: Params<"blockCard">) => ofCard(await desk().block(params)),
    async findHolder({ holderId, withPersonalData = false }: Params<"findHolder">) {
      const shown = (number: string) => (withPersonalData ? number : maskCardNumber(number));
      return told(await desk().holder(holderId), (found) => holderFoundJson(found, shown));
    },
  } satisfies { [name in MethodName]?: (params: never) => Promise<object> };
}

function cardOf(answer: Pick<CentreResponse<"reportLoss">, "card" | "effects">) {
  return cardActJson<CardActDone>(atRegister(answer));
}

function told<T extends object>(answer: T | Refusal, form: (done: T) => object): object {
  return isRefusal(answer) ? refusalJson(answer) : form(answer);
}
