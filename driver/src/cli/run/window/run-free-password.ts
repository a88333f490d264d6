/** `duka password reset | unblock` */
import type { Terminal } from "@duka/protocol/command-line";
import { withServicePoint } from "./at-window.js";
import { serviceRequestOf } from "./clerk-words.js";
import type { CardActOptions } from "./run-card-act.js";
import { tellAct } from "./tell-act.js";

export async function runPasswordReset(terminal: Terminal, options: CardActOptions): Promise<number> {
  const request = serviceRequestOf(terminal, options);
  const done = await withServicePoint(terminal, options, ({ account }) => account.resetPassword(request));
  const act = { command: "password reset", act: "reset-password", ref: options.ref } as const;
  return tellAct(terminal, options, act, done, cardOf, ({ cardNumber }) => ({
    zh: `卡 ${cardNumber} 密码已重置为初始密码`,
    en: `card ${cardNumber} has the city's initial password again`,
  }));
}

export async function runPasswordUnblock(terminal: Terminal, options: CardActOptions): Promise<number> {
  const request = serviceRequestOf(terminal, options);
  const done = await withServicePoint(terminal, options, ({ account }) => account.unblockPassword(request));
  const act = { command: "password unblock", act: "unblock-password", ref: options.ref } as const;
  return tellAct(terminal, options, act, done, cardOf, ({ cardNumber }) => ({
    zh: `卡 ${cardNumber} 密码已解锁，密码不变`,
    en: `the password of card ${cardNumber} has all its tries again, and is the same`,
  }));
}

function cardOf(done: { readonly cardNumber: string } | undefined) {
  return { cardNumber: done?.cardNumber ?? null };
}
