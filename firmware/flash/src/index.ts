/** What a reader maker embeds: build, check, sign and flash firmware. */
export { BuildError } from "./base/build-error.js";
export {
  BoardError,
  FlashError,
  type FlashErrorCode,
  type FlashStage,
  type Running,
} from "./base/flash-error.js";
export { BUNDLE_FOLDER, COMPILED_FOLDER } from "./base/package-folders.js";
export { type BoardSource, findBoard, readBoard } from "./boards/board-table.js";
export { drawWiring } from "./boards/drawing/wiring-drawing.js";
export { type InterpreterBoard, interpreterBoard } from "./boards/interpreter-boards.js";
export { type WiringRow, wiringRows } from "./boards/wiring.js";
export { FEATURE_NAMES, type Feature, parseFeatures } from "./build/features.js";
export { buildAll, buildFirmware, type FirmwareBuild } from "./build/firmware-build.js";
export { type BuiltFirmware, RefusedFirmware, readFirmwareFolder } from "./build/firmware-folder.js";
export { manifestText, parseManifest } from "./build/manifest.js";
export { type PcscConfOptions, pcscConf } from "./build/pcsc-conf.js";
export { type Signer, signManifest, verifyManifest } from "./build/signature.js";
export type { Unit } from "./build/unit.js";
export { type Connect, connectBy } from "./flasher/connect.js";
export { flash } from "./flasher/flash.js";
export type { FlashOptions, FlashResult, Progress } from "./flasher/flashing.js";
export { type UpdateOptions, update } from "./flasher/update.js";
export { updateReader } from "./flasher/update-reader.js";
export { checkSubset, type Offence } from "./subset/subset.js";
