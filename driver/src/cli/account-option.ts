/** Which account of the card a command means. */
import { Option } from "commander";

export function accountOption(): Option {
  return new Option("--account <kind>", "which account of the card: purse, deposit or medical")
    .choices(["purse", "deposit", "medical"])
    .default("purse");
}
