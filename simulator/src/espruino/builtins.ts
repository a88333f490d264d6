/** A script that takes from a fresh context what Espruino lacks and makes different what it does differently. */

/** Of each built-in, what stays; a built-in that is not named goes. */
const KEPT: { readonly [name: string]: string } = {
  Object: `keys values entries assign create defineProperty defineProperties fromEntries getOwnPropertyNames
    getOwnPropertyDescriptor getPrototypeOf setPrototypeOf`,
  "Object.prototype": "constructor hasOwnProperty toString valueOf __proto__",
  Function: "",
  "Function.prototype": "constructor apply bind call toString",
  Array: "isArray",
  "Array.prototype": `constructor length concat every fill filter find findIndex forEach includes indexOf join map pop push
    reduce reverse shift slice some sort splice toString unshift`,
  String: "fromCharCode",
  "String.prototype": `constructor length charAt charCodeAt concat endsWith includes indexOf lastIndexOf match padEnd padStart
    removeAccents repeat replace replaceAll slice split startsWith substr substring toLowerCase toString toUpperCase trim
    valueOf`,
  Number: "MAX_VALUE MIN_VALUE NaN NEGATIVE_INFINITY POSITIVE_INFINITY",
  "Number.prototype": "constructor toFixed toString valueOf",
  Boolean: "",
  "Boolean.prototype": "constructor toString valueOf",
  Math: "abs acos asin atan atan2 ceil cos exp floor log max min pow random round sin sqrt tan PI E LN2 LN10 LOG2E LOG10E SQRT2 SQRT1_2",
  JSON: "parse stringify",
  Date: "now parse",
  RegExp: "",
  Promise: "resolve reject all",
  "Promise.prototype": "constructor then catch",
  // Not the interpreter's, but without it the engine keeps no stack for the person who looks for a fault.
  Error: "stackTraceLimit",
  TypeError: "",
  SyntaxError: "",
  ReferenceError: "",
  ArrayBuffer: "",
  DataView: "",
  ...Object.fromEntries(
    ["Uint8Array", "Int8Array", "Uint8ClampedArray", "Uint16Array", "Int16Array"]
      .concat(["Uint32Array", "Int32Array", "Float32Array", "Float64Array"])
      .map((name) => [name, ""]),
  ),
};

const TYPED_ARRAY_PROTOTYPE = `constructor buffer byteLength byteOffset length fill filter find findIndex forEach includes indexOf
  join map reduce reverse set slice sort some every subarray toString`;

/** Global functions and values that are no constructors. */
const KEPT_GLOBALS = `NaN Infinity undefined eval parseInt parseFloat isNaN isFinite decodeURIComponent encodeURIComponent
  globalThis`;

export const BUILTINS_SCRIPT = `(function () {
  "use strict";
  const words = (text) => text.split(/\\s+/);
  const kept = ${JSON.stringify(KEPT)};
  const strip = (object, text) => {
    const stay = words(text);
    for (const name of Object.getOwnPropertyNames(object)) {
      const property = Object.getOwnPropertyDescriptor(object, name);
      if (!stay.includes(name) && property.configurable && !["prototype", "name", "length"].includes(name)) {
        delete object[name];
      }
    }
  };
  const global = globalThis;
  const typedArray = Object.getPrototypeOf(Uint8Array);
  const nativeSet = typedArray.prototype.set;
  const nativeSlice = Array.prototype.slice;

  // A longer source is cut off instead of refused; a string is an array of its character codes.
  typedArray.prototype.set = function (source, at) {
    const from = at || 0;
    const room = this.length - from;
    if (typeof source === "string") {
      for (let i = 0; i < source.length && i < room; i++) this[from + i] = source.charCodeAt(i);
    } else if (source.length <= room) {
      nativeSet.call(this, source, from);
    } else {
      for (let i = 0; i < room; i++) this[from + i] = source[i];
    }
  };
  // A plain array, not a typed one.
  typedArray.prototype.slice = function (begin, end) {
    return nativeSlice.call(this, begin, end);
  };

  // Everything that is used from here on is among what stays.
  const globals = words(${JSON.stringify(KEPT_GLOBALS)}).concat(Object.keys(kept), Object.keys(global));
  for (const name of Object.getOwnPropertyNames(global)) {
    const property = Object.getOwnPropertyDescriptor(global, name);
    if (!globals.includes(name) && property.configurable) delete global[name];
  }
  strip(typedArray, "");
  strip(typedArray.prototype, ${JSON.stringify(TYPED_ARRAY_PROTOTYPE)});
  for (const path of Object.keys(kept)) {
    strip(path.split(".").reduce((from, name) => from[name], global), kept[path]);
  }
  global.global = global;
})();`;
