/** Which npm package speaks to PC/SC: `smartcard`, else the prebuilt `pcsc-mini`. Both are optional. */
import { loadPcscMini } from "./pcsc-mini-package.js";
import type { PcscService } from "./pcsc-service.js";
import { loadSmartcardPackage } from "./smartcard-package.js";

/**
 * @param compiled @param prebuilt names of the packages, others only to see what happens when one is absent
 * @throws ReaderError `unsupported` when neither is installed; its remedy is one line
 */
export async function loadPcscPackage(compiled?: string, prebuilt?: string): Promise<PcscService> {
  try {
    return await loadSmartcardPackage(compiled);
  } catch (error) {
    const service = await loadPcscMini(prebuilt);
    if (service === undefined) throw error;
    return service;
  }
}
