/** `duka-sim card`: the simulated card by itself, in the slot of a vpcd, or waiting for a reader on a TCP port. */
import { type Terminal, untilInterrupted } from "@duka/protocol/command-line";
import { profileOf } from "../../profiles/profile-file.js";
import { parseTcpAddress, shownAddress } from "../../reader/serve-tcp.js";
import { RealClock } from "../../time/real-clock.js";
import { type KeptCard, openKeptCard } from "../../vpcd/kept-card.js";
import { connectToVpcd } from "../../vpcd/vpcd-client.js";
import { watchPace } from "../../vpcd/vpcd-pace.js";
import { talkToVpcd } from "../../vpcd/vpcd-talk.js";
import { listenForReader } from "../../vpcd/vpcd-tcp.js";
import { parseSeed } from "../../world/simulated-spec.js";

export type PlugWords = {
  readonly vpcd?: string;
  readonly tcp?: string;
  readonly profile?: string;
  readonly state?: string;
  readonly seed: string;
  readonly json?: true;
};

type Say = (message: string) => void;

/** A card that is plugged in. */
type Plug = { readonly at: string; readonly lost: Promise<Error>; pull(): Promise<void> };

/** Until Ctrl-C. @throws Error when the card is out for good before that */
export async function plugCard(
  terminal: Terminal,
  { vpcd, tcp, profile, state, seed, json }: PlugWords,
): Promise<void> {
  const say = (message: string): void => terminal.tell(`duka-sim: ${message}\n`);
  if ((vpcd === undefined) === (tcp === undefined)) {
    throw new RangeError("name one of --vpcd and --tcp, or one of the commands new, show, log and profile");
  }
  const address = parseTcpAddress((vpcd ?? tcp)!);
  const card = openKeptCard({
    seed: parseSeed(seed),
    ...(profile === undefined ? {} : { profile: profileOf(profile) }),
    ...(state === undefined ? {} : { state }),
  });
  try {
    const plug = await (vpcd === undefined ? listen(address, card, say) : putIn(address, card, say));
    const interrupted = untilInterrupted();
    const ready = { ready: true, address: plug.at, profile: card.profile };
    if (json) terminal.out(`${JSON.stringify(ready)}\n`);
    const lost = await Promise.race([interrupted, plug.lost]);
    await plug.pull();
    if (lost !== undefined) throw lost;
  } finally {
    card.close();
  }
}

async function putIn(address: ReturnType<typeof parseTcpAddress>, card: KeptCard, say: Say): Promise<Plug> {
  const plug = await connectToVpcd({ address, chip: card.chip, clock: new RealClock(), say });
  const at = shownAddress(address);
  say(`${card.profile} card is in the reader of vpcd at ${at}`);
  return { at, lost: plug.lost, pull: () => plug.pull() };
}

async function listen(address: ReturnType<typeof parseTcpAddress>, card: KeptCard, say: Say): Promise<Plug> {
  const clock = new RealClock();
  const pace = watchPace(say);
  const port = await listenForReader(address, () => talkToVpcd(card.chip, clock, pace), say);
  const at = shownAddress(port.address);
  say(`${card.profile} card waits for a reader at ${at}`);
  return { at, lost: port.failed, pull: () => port.close() };
}
