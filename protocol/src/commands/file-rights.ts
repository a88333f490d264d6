/**
 * Who may read the files of a social-security card by part 6 of 2011, where that differs from 社会保障卡文件结构和数据项
 * (V2.0): "pin", a key of the same directory, or such joined by or / and.
 */
export const PART_6_READ: { readonly [file: string]: string } = {
  DF01EF05: "pin",
  DF01EF06: "pin",
  DF01EF07: "pin or UK2DF01",
  DF01EF08: "pin",
  DF01EF09: "pin or UK2DF01",
  DF01EF0A: "pin",
  DF01EF15: "pin",
  DF03EF05: "pin and RK2DF03",
  DF03EF07: "pin and RK1DF03",
  DF04EF05: "pin",
};
