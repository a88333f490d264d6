/** The serial frame around CCID: what a host must be able to rely on when the line is bad. */
import { strict as assert } from "node:assert";
import { ERROR_COMMAND_NOT_SUPPORTED } from "@duka/protocol/wire/ccid";
import type { ConformanceCase } from "../bench.js";
import { COUNT, NOTHING, powered, SLOT_STATUS, sent, xfrBlock } from "../words.js";

/** Longer than any silence after which a reader gives a broken frame up. */
const GIVEN_UP_MS = 500;
const FRAMING = "serial frame 03 06 … LRC";

export const LINE_CASES: readonly ConformanceCase[] = [
  {
    name: "strays_before_a_frame",
    tier: "no card",
    clause: FRAMING,
    rule: "bytes before 03 06 are thrown away",
    async run(bench) {
      bench.host.writeRaw(Uint8Array.of(0x00, 0x41, 0x54, 0x0d, 0x03, 0x03));
      bench.host.writeRaw(bench.host.frame(SLOT_STATUS));
      assert.equal((await bench.host.next()).failed, false);
    },
  },
  {
    name: "wrong_lrc",
    clause: FRAMING,
    rule: "a frame of wrong LRC is answered with one NAK and not executed; the next frame is answered",
    async run(bench) {
      await powered(bench);
      const frame = bench.host.frame(xfrBlock(NOTHING));
      frame[frame.length - 1]! ^= 0x01;
      bench.host.writeRaw(frame);
      await bench.host.isSilentFor(GIVEN_UP_MS);
      assert.equal(bench.host.naks(), 1);
      assert.equal(await sent(bench, COUNT), "00 00 00 01 90 00");
    },
  },
  {
    name: "frame_broken_off",
    clause: FRAMING,
    rule: "a frame that stops at any byte is given up; the next frame is answered",
    async run(bench) {
      await powered(bench);
      const length = bench.host.frame(xfrBlock(NOTHING)).length;
      for (let kept = 1; kept < length; kept++) {
        bench.host.writeRaw(bench.host.frame(xfrBlock(NOTHING)).subarray(0, kept));
        await bench.host.isSilentFor(GIVEN_UP_MS);
        assert.equal((await bench.host.ask(SLOT_STATUS)).failed, false, `after ${kept} bytes`);
      }
      assert.equal(await sent(bench, COUNT), "00 00 00 01 90 00");
    },
  },
  {
    name: "impossible_length",
    tier: "no card",
    clause: FRAMING,
    rule: "a dwLength beyond dwMaxCCIDMessageLength is answered with NAK; the next frame is answered",
    async run(bench) {
      for (const length of [
        [0x06, 0x01, 0, 0],
        [0xff, 0xff, 0xff, 0xff],
        [0, 0, 0, 0x80],
      ]) {
        const frame = bench.host.frame(SLOT_STATUS);
        frame.set(length, 3);
        bench.host.writeRaw(frame);
        await bench.host.isSilentFor(GIVEN_UP_MS);
        assert.equal((await bench.host.ask(SLOT_STATUS)).failed, false);
      }
      assert.equal(bench.host.naks(), 3);
    },
  },
  {
    name: "repeated_frame",
    clause: "Duka: a repeat is recognised by length, bSeq and CRC-32",
    rule: "a frame that is repeated byte for byte is answered again and not executed again",
    async run(bench) {
      await powered(bench);
      const frame = bench.host.frame(xfrBlock(COUNT));
      const answers = [];
      for (let time = 0; time < 3; time++) {
        bench.host.writeRaw(frame);
        answers.push([...(await bench.host.next()).data]);
      }
      assert.deepEqual(answers, Array(3).fill([0, 0, 0, 1, 0x90, 0]));
      assert.equal(await sent(bench, COUNT), "00 00 00 02 90 00");
    },
  },
  {
    name: "unknown_message",
    tier: "no card",
    clause: "CCID 6.1, 6.2.6",
    rule: "a message type that does not exist is not supported: bError 0",
    async run(bench) {
      for (const type of [0x00, 0x60, 0x64, 0x70, 0x74, 0x80, 0xff]) {
        const answer = await bench.host.ask({ type });
        assert.deepEqual([answer.failed, answer.error], [true, ERROR_COMMAND_NOT_SUPPORTED]);
      }
    },
  },
];
