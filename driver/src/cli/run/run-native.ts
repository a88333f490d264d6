/** `duka native-messaging`, as a browser starts it: frames on standard input and output until the browser goes. */

import { EXIT_DONE, type Terminal, untilInterrupted } from "@duka/protocol/command-line";
import { rangeError, textsOf } from "@duka/protocol/data/bilingual";
import { BridgeRefusal } from "../../bridge/bridge-refusal.js";
import { callError } from "../../bridge/call-error.js";
import { askingExtension } from "../../bridge/native/browser-places.js";
import { frameOf } from "../../bridge/native/frame.js";
import { createNativeHost } from "../../bridge/native/native-host.js";
import type { ServeTill } from "../../serve/serve-methods.js";
import { bridgeOfTill } from "./bridge-of-till.js";
import type { TillOptions } from "./open-till.js";
import { withServedTill } from "./served-till.js";

export type NativeOptions = TillOptions & { readonly extension?: readonly string[] };

/**
 * @param words what the browser says of who asks
 * @param until ends it in tests
 * @throws RangeError for another extension or wrong options, whatever the driver throws; the extension has heard it
 */
export async function runNative(
  terminal: Terminal,
  words: readonly string[],
  options: NativeOptions,
  until: () => Promise<unknown> = untilInterrupted,
): Promise<number> {
  try {
    const asking = askingExtension(words);
    if (options.extension?.includes(asking) !== true) throw new BridgeRefusal("extension-refused");
    if (options.passwordStdin === true)
      throw rangeError(
        "--password-stdin: a password is typed on the keypad, or in the extension's window",
        "--password-stdin：密码在键盘上或扩展的窗口中输入",
      );
    await withServedTill(terminal, options, (till) => converse(terminal, till, until));
  } catch (error) {
    const frame = frameOf({ id: null, error: callError(error).error });
    // Run by hand there is no browser that reads frames.
    if (frame !== undefined && words.length > 0) terminal.outBytes(frame);
    if (error instanceof BridgeRefusal)
      throw rangeError(`${error.message}: ${error.remedy.en}`, `${textsOf(error)?.zh}：${error.remedy.zh}`);
    throw error;
  }
  return EXIT_DONE;
}

async function converse(
  terminal: Terminal,
  till: Omit<ServeTill, "send">,
  until: () => Promise<unknown>,
): Promise<void> {
  const { bridge, close } = bridgeOfTill(till, undefined);
  const { input } = terminal;
  try {
    await new Promise<void>((resolve) => {
      const onData = (chunk: Uint8Array): void => {
        host.take(chunk);
        // A browser that does not read is not listened to either: what waits for it stays small.
        const taken = terminal.untilTaken?.();
        if (taken === undefined) return;
        input.pause();
        void taken.then(() => input.resume());
      };
      const end = (): void => {
        input.off("data", onData);
        input.off("end", end);
        input.pause();
        void host.end().then(resolve);
      };
      const host = createNativeHost(bridge, till.version, terminal.outBytes, end);
      input.on("data", onData);
      input.on("end", end);
      void until().then(end);
      input.resume();
    });
  } finally {
    await bridge.close();
    await close();
  }
}
