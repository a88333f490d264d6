/**
 * How fast a world's time goes for people who look at it: it runs with the clock on the wall, slower, or as fast as it
 * can, and stands still at a protocol position. Time is stopped the way the driver's own waiting for the outside stops
 * it, so that nothing in the world can tell.
 */
import type { Cancel } from "@duka/protocol/transport";
import { RealClock } from "../time/real-clock.js";
import type { VirtualClock } from "../time/virtual-clock.js";
import { type Point, pointText } from "../world/point.js";
import type { StudioState } from "./studio-state.js";

type Speed = StudioState["pace"]["speed"];
type Stop = StudioState["pace"]["stopAt"];

/** Where a debit is half done: its card has paid, and has not said so. */
const IN_DEBIT = "DEBIT FOR PURCHASE, answer byte 2";
/** So often, in virtual time, it is looked at how far the world is ahead. */
const LOOK_MS = 20;
/** Shorter than a picture on a screen. */
const AHEAD_MS = 8;

type Pace = {
  readonly state: StudioState["pace"];
  set(speed: Speed | undefined, stopAt: Stop | undefined): void;
  /** A button's work begins: from here on time is measured. */
  begin(): void;
  end(): void;
  /** A person types: faster than people it must not go. */
  setEntry(isEntry: boolean): void;
  reached(point: Point): void;
  /** False: time does not stand still. */
  run(): boolean;
  /** To the next command or character. */
  step(): boolean;
};

/** @param onChange told when time stops, or goes on */
export function createPace(clock: VirtualClock, onChange: () => void): Pace {
  const real = new RealClock();
  let speed: Speed = 1;
  let stopAt: Stop = "none";
  let pausedAt: string | null = null;
  let isStep = false;
  let isEntry = false;
  let isBusy = false;
  let release: (() => void) | undefined;
  let from = { virtualMs: clock.nowMs(), realMs: real.nowMs() };
  let stopLooking: Cancel = () => undefined;

  function hold(): void {
    if (release !== undefined) return;
    void clock.outside(
      () =>
        new Promise<void>((resolve) => {
          release = resolve;
        }),
    );
  }

  function letGo(): void {
    const resolve = release;
    release = undefined;
    resolve?.();
  }

  function measureAnew(): void {
    from = { virtualMs: clock.nowMs(), realMs: real.nowMs() };
  }

  function look(): void {
    const now = isEntry ? Math.min(speed || 1, 1) : speed;
    if (now === 0 || release !== undefined) return;
    const aheadMs = (clock.nowMs() - from.virtualMs) / now - (real.nowMs() - from.realMs);
    if (aheadMs < AHEAD_MS) return;
    hold();
    real.after(aheadMs, () => {
      if (pausedAt === null) letGo();
    });
  }

  function lookOften(): void {
    stopLooking = clock.after(LOOK_MS, () => {
      look();
      if (isBusy) lookOften();
    });
  }

  function pause(at: string): void {
    isStep = false;
    pausedAt = at;
    hold();
    onChange();
  }

  function goOn(): boolean {
    if (pausedAt === null) return false;
    pausedAt = null;
    measureAnew();
    letGo();
    onChange();
    return true;
  }

  return {
    get state() {
      return { speed, stopAt, pausedAt };
    },
    set(wanted = speed, stop = stopAt) {
      speed = wanted;
      stopAt = stop;
      measureAnew();
      if (pausedAt === null) letGo();
      onChange();
    },
    begin() {
      isBusy = true;
      measureAnew();
      lookOften();
    },
    end() {
      isBusy = false;
      isStep = false;
      stopLooking();
    },
    setEntry(is) {
      if (is !== isEntry) measureAnew();
      isEntry = is;
    },
    reached(point) {
      if (!isBusy) return;
      const isPlace = point.of === "command" || point.of === "character";
      const isStop =
        (isStep && isPlace) ||
        (stopAt === "command" && point.of === "command") ||
        (stopAt === "debit" && pointText(point).endsWith(IN_DEBIT));
      if (isStop) pause(pointText(point));
      else look();
    },
    run: goOn,
    step() {
      isStep = pausedAt !== null;
      return goOn();
    },
  };
}
