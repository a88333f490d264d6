/**
 * What is saved on a board, and the boot loader that chooses between two images.
 *
 *     .bootcde    the boot loader, run at every start
 *     duka.a      an image: the text of a bundle
 *     duka.a!     "7;": image a has answered, and is the 7th that has. The highest number is started.
 *     duka.a#     "3;": the security counter of image a
 *     duka.b, duka.b!, duka.b#
 *     duka.try    "b;": start image b once. It goes before that image runs, so a second start is one of the
 *                 image before.
 *     .boot3      while .bootcde is being replaced: the boot loader, for the case that .bootcde is neither old nor new
 *
 * A file of Storage is written header first, then its bytes, and erased in one word. So every mark is written once
 * under a name that is free, is whole only with its last character, and each step leaves a board that starts an image
 * which has answered.
 */
import { crc32 } from "../base/crc32.js";

export type Image = "a" | "b";

export const BOOT_CODE = ".bootcde";
export const GUARD = ".boot3";
export const TRIAL = "duka.try";

export function imageFile(image: Image): string {
  return `duka.${image}`;
}

export function confirmationFile(image: Image): string {
  return `duka.${image}!`;
}

/**
 * The security counter of an image: "3;". No file where it is 0. The boot loader does not read it, the flasher does.
 */
export function counterFile(image: Image): string {
  return `duka.${image}#`;
}

/** An image that has not been confirmed by then is given up: the board starts anew, with the image before. */
const TRIAL_MS = 120_000;

const MARK = "/*duka boot loader 1*/";
const GUARD_MARK = "/*duka guard*/";
const ANY_MARK = /^\/\*duka boot loader \d+\*\//;

const LOADER = `var DUKA=function(){
var s=require("Storage"),t=s.read("duka.try")||"",c=function(i){var v=s.read("duka."+i+"!")||"";return v.substr(-1)==";"?parseInt(v):0},a=c("a"),b=c("b"),y=t=="a;"||t=="b;",i=y?t[0]:a>b?"a":b?"b":"";
if(t)s.erase("duka.try");
return{image:i,trial:y,confirm:function(){if(!DUKA.trial)return;s.write("duka."+i+"!",((a>b?a:b)+1)+";");DUKA.trial=false}}
}();
if(DUKA.trial)setTimeout(function(){if(DUKA.trial)E.reboot()},${TRIAL_MS});
if(DUKA.image)try{eval(require("Storage").read("duka."+DUKA.image))}catch(e){print("Duka: image "+DUKA.image+" fails: "+e);if(DUKA.trial)E.reboot()}
else print("Duka: no firmware has been confirmed; flash one with duka-flash flash");
`;

export const BOOT_LOADER = `${MARK}\n${LOADER}`;

/** A boot loader of this or another version: it knows the same files. */
export function isBootLoader(bootCode: string): boolean {
  return ANY_MARK.test(bootCode);
}

/** Stands in for the boot code while that is being replaced. */
export function guardFor(oldBootCode: string): string {
  const known = [oldBootCode, BOOT_LOADER].map((code) => crc32(code));
  return `${GUARD_MARK}if([${known.join(",")}].indexOf(E.CRC32(require("Storage").read("${BOOT_CODE}")||""))<0){\n${LOADER}}\n`;
}

/** A guard that was written to its end. */
export function isGuard(text: string | undefined): boolean {
  return text?.startsWith(GUARD_MARK) === true && text.endsWith("\n}\n");
}

/** The number of a confirmation; 0 when it is not valid, or was not written to its end. */
export function confirmationNumber(text: string | undefined): number {
  return text !== undefined && /^[1-9]\d*;$/.test(text) ? Number.parseInt(text, 10) : 0;
}
