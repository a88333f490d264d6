import { CASES, runCase } from "@duka/simulator/certify/cases";
import { openSimulatedBench } from "@duka/simulator/certify/simulated-bench";
import test from "ava";

/** The cases of the Osmocom CCID suite for T=0, by name. */
const OSMOCOM = [
  "get_status power_on power_off power_on_warm select_mf get_params set_params reset_params set_params_nochange",
  "case_1 case_2_3 case_4 simtrace_test 255_bytes_response 256_bytes_response null_procedure_byte 255_bytes_request",
  "abort inval_slot xfer_off unsupp_mechanical unsupp_secure truncated truncated_response empty_slot",
  "status_word_timeout status_word_incomplete wrong_procedure_byte procedure_byte_timeout",
].flatMap((line) => line.split(" "));

/** What that suite has still to do. */
const TO_DO = [
  "params_reset_on_power_on power_select_while_active icc_clock abort_finished abort_running wrong_voltage",
  "bad_protocol_num bwi_in_t0 level_parameter_mismatch",
].flatMap((line) => line.split(" "));

test("the suite has the 29 cases of the Osmocom suite, its to-do list, and no name twice", (t) => {
  const names = CASES.map(({ name }) => name);
  t.is(OSMOCOM.length, 29);
  t.deepEqual(
    [...OSMOCOM, ...TO_DO].filter((name) => !names.includes(name)),
    [],
  );
  t.is(new Set(names).size, names.length);
});

for (const firmware of ["PICO_R1_3-pos", "PICO_R1_3-pinpad", "PICO_R1_3-sec1210", "ESPRUINOBOARD-pos"]) {
  for (const one of CASES) {
    test(`${firmware}: ${one.name}: ${one.rule} (${one.clause})`, async (t) => {
      await t.notThrowsAsync(runCase(one, () => openSimulatedBench(firmware)));
    });
  }
}
