/**
 * What the person at the counter can do about an error: each case once, in both languages. What an error says and what
 * `duka explain` says of it come from here.
 */
import type { Bilingual } from "./explanation.js";

export const REMEDIES = {
  "put-in": {
    en: "put the card in, chip first",
    zh: "请插卡，芯片朝前",
  },
  clean: {
    en: "take the card out, clean its chip, put it back chip first; if it stays so, the card is damaged",
    zh: "请拔出卡，擦拭芯片后芯片朝前重新插入；仍失败则卡已损坏",
  },
  reinsert: {
    en: "take the card out, put it in again and repeat",
    zh: "请拔出卡，重新插入后重试",
  },
  wait: {
    en: "wait a moment and try again",
    zh: "请稍候重试",
  },
  repeat: {
    en: "repeat it",
    zh: "请重试",
  },
  "type-again": {
    en: "have the holder type the password again",
    zh: "请持卡人重新输入密码",
  },
  "same-ref": {
    en: "put the same card back and ask again with the same ref",
    zh: "请重新插入同一张卡，用同一单号再次查询",
  },
  "begin-again": {
    en: "begin again with the card",
    zh: "请从插卡开始重新办理",
  },
  "call-again": {
    en: "call again",
    zh: "请重新发起",
  },
  "wait-for-it": {
    en: "wait for it",
    zh: "请等待其完成",
  },
  "wait-until-closed": {
    en: "wait until it is closed",
    zh: "请等待其关闭",
  },
  "one-at-a-time": {
    en: "send commands one after the other",
    zh: "请逐条发送命令",
  },
  "longer-deadline": {
    en: "repeat with a longer deadline",
    zh: "请延长时限后重试",
  },
  "show-to-issuer": {
    en: "the card is not of the kind that was expected; show it to its issuer",
    zh: "卡与预期类型不符，请持卡人到发卡机构处理",
  },
  "other-reader": {
    en: "use another reader",
    zh: "请换读卡器",
  },
  "other-card": {
    en: "use another card",
    zh: "请换卡",
  },
  "other-reader-or-card": {
    en: "use another reader or another card",
    zh: "请更换读卡器或换卡",
  },
  "other-slot": {
    en: "choose another slot",
    zh: "请选择其他卡槽",
  },
  "restart-reader": {
    en: "restart the reader; if it stays so, it is defective",
    zh: "请重启读卡器；仍失败则读卡器故障",
  },
  replug: {
    en: "take the reader's cable out and put it back",
    zh: "请重新插拔读卡器连接线",
  },
  "check-cable": {
    en: "check the reader and its cable, then repeat",
    zh: "请检查读卡器及其连线后重试",
  },
  "check-printer": {
    en: "check that the printer is on, has paper, and no other program uses it; then print again: duka receipt",
    zh: "请检查打印机是否开机、有纸、未被其他程序占用，然后重新打印：duka receipt",
  },
  "check-address": {
    en: "check cable, power and address; --reader sim: is a simulated one",
    zh: "请检查连线、电源和地址；可用 --reader sim: 模拟",
  },
  "check-what-answers": {
    en: "check the address, the baud rate and that no other program uses the reader; duka readers lists them",
    zh: "请检查地址、波特率，并确认没有其他程序占用读卡器；可用 duka readers 列出读卡器",
  },
  "connect-or-name": {
    en: "connect a reader, name one with --reader or DUKA_READER, or try the simulated one: --reader sim:",
    zh: "请连接读卡器，或用 --reader 或 DUKA_READER 指定；也可用 --reader sim: 模拟",
  },
  "name-one": {
    en: "name one of them with --reader or DUKA_READER",
    zh: "请用 --reader 或 DUKA_READER 指定其中一个",
  },
  "open-anew": {
    en: "open it anew",
    zh: "请重新打开",
  },
  "port-rights": {
    en: "add yourself to the group that owns it (sudo usermod -aG dialout $USER; on Arch Linux the group is uucp) and log in again",
    zh: "请将当前用户加入该串口所属的组（sudo usermod -aG dialout $USER；Arch Linux 的组名为 uucp），然后重新登录",
  },
  "port-taken": {
    en: "close that program (pcscd keeps readers that its configuration names) or use the reader through it",
    zh: "请关闭该程序（pcscd 会占用其配置中的读卡器），或通过它使用读卡器",
  },
  "use-open-one": {
    en: "use the reader that is open already, or close it first",
    zh: "请使用已打开的读卡器，或先将其关闭",
  },
  "end-other": {
    en: "end the other program, then repeat (pcscd keeps the readers that its configuration names: use such a one as pcsc:NAME)",
    zh: "请结束其他程序后重试（pcscd 会占用其配置中的读卡器，此类读卡器请用 pcsc:名称）",
  },
  "end-other-or-state": {
    en: "end the other program, or use another state file",
    zh: "请结束其他程序，或换用其他状态文件",
  },
  "other-program": {
    en: "close the other program that uses the card, or wait for it",
    zh: "请关闭占用卡的其他程序，或等待其结束",
  },
  "start-pcscd": {
    en: "start the PC/SC service: sudo systemctl start pcscd",
    zh: "请启动 PC/SC 服务：sudo systemctl start pcscd",
  },
  "replug-pcscd": {
    en: "plug the reader in, then restart pcscd: it opens serial readers only when it starts",
    zh: "请插上读卡器，然后重启 pcscd（串口读卡器只在其启动时打开）",
  },
  "configure-pcscd": {
    en: "put the reader's block into /etc/reader.conf.d and restart pcscd (duka-flash pcsc-conf prints it); duka readers lists what is there",
    zh: "请将读卡器配置写入 /etc/reader.conf.d 并重启 pcscd（配置由 duka-flash pcsc-conf 输出）；可用 duka readers 列出读卡器",
  },
  "install-smartcard": {
    en: "npm install pcsc-mini, which is prebuilt, or npm install smartcard (on Debian and Ubuntu first: sudo apt-get install pcscd libccid libpcsclite-dev)",
    zh: "请安装：npm install pcsc-mini（已预编译），或 npm install smartcard（Debian 和 Ubuntu 先运行 sudo apt-get install pcscd libccid libpcsclite-dev）",
  },
  "type-at-till": {
    en: "have the password typed at the till instead (without --pin-pad), or use a reader with a keypad",
    zh: "请改在终端上输入密码（去掉 --pin-pad），或换用带密码键盘的读卡器",
  },
  "name-a-duka": {
    en: "name a Duka by serial:, tcp:// or sim:, not through PC/SC",
    zh: "请用 serial:、tcp:// 或 sim: 指定 Duka，不要通过 PC/SC",
  },
  "check-centre-line": {
    en: "check the line to the centre",
    zh: "请检查到中心的线路",
  },
  "centre-line-or-psam": {
    en: "check the line to the centre, or put the PSAM in",
    zh: "请检查到中心的线路，或插好 PSAM 卡",
  },
  "issue-psam": {
    en: "have the PSAM issued for this till",
    zh: "请为本终端发行 PSAM 卡",
  },
  "seat-psam": {
    en: "check that the PSAM sits firmly in its slot; if it does, have it replaced",
    zh: "请检查 PSAM 卡是否插好；仍失败请更换",
  },
  "check-psam": {
    en: "have the PSAM checked by its issuer",
    zh: "请 PSAM 卡发行方检查",
  },
  "blacklist-room": {
    en: "see that its folder is there, may be written to, and has room; the list of before stays",
    zh: "请检查其文件夹是否存在、可写并有空间；原名单仍有效",
  },
  "fetch-blacklist": {
    en: "fetch it with duka blacklist update",
    zh: "请用 duka blacklist update 下载",
  },
} satisfies { readonly [key: string]: Bilingual };
