/**
 * Why something is not simply done, in a word that a program can act on: of a refusal, of a sale, of a load. The list
 * is closed: each code with what happened and what to do, in English and Chinese. `reason` beside it is for a person
 * and may be worded anew; a code is not. README.md has this list as a table.
 */
import { CENTRE_REASONS } from "./centre-reasons.js";
import { type CauseAndRemedy, causeAndRemedy } from "./explanation.js";
import {
  AGAIN,
  ANOTHER_CARD,
  AT_CENTRE,
  ISSUER,
  NO_ACTION,
  PERSON,
  PSAM_ISSUER,
  SAME_REF,
  SERVICE_POINT,
  TYPE_AGAIN,
} from "./reason-remedies.js";

export const REASONS = {
  "insufficient-balance": causeAndRemedy(
    ["the account has less than the amount", "余额不足"],
    ["take a smaller amount, or another payment", "请减少金额或改用其他方式支付"],
  ),
  "refused-by-card": causeAndRemedy(
    ["the card refused a command; its status word says why", "卡拒绝了命令，原因见状态字"],
    ["look the status word up with duka explain", "请用 duka explain 查询状态字"],
  ),
  "unknown-card": causeAndRemedy(
    ["the card is none that this till knows", "不能识别此卡"],
    ["check that it is a card of this city, chip first", "请确认是本地发行的卡，芯片朝前插入"],
  ),
  "unknown-city": causeAndRemedy(
    ["the card is of a city that this till does not know", "此卡属于本终端未配置的城市"],
    ["give the profile of its city too; no password was tried", "请加入该城市的配置；未尝试密码"],
  ),
  "ambiguous-city": causeAndRemedy(
    ["the card may be of more than one city of this till", "无法确定此卡所属城市"],
    [
      "say in the profiles which issuers' cards are whose; no password was tried",
      "请在配置中注明各城市的发卡机构；未尝试密码",
    ],
  ),
  blacklisted: causeAndRemedy(
    ["the card is on the till's blacklist", "此卡在黑名单中"],
    ["keep the card, and send its holder to a service point", "请扣留此卡，并请持卡人到服务网点办理"],
  ),
  "blacklist-out-of-date": causeAndRemedy(
    ["the till's blacklist is missing, or older than the city allows", "本机没有黑名单，或黑名单已过期"],
    ["fetch it: duka blacklist update", "请更新黑名单：duka blacklist update"],
  ),
  "unknown-card-kind": causeAndRemedy(
    [
      "initialiser, class or version of the card is none that this till knows",
      "卡的初始化机构、类别或版本不能识别",
    ],
    [
      "have the city profile's cardChecks checked, or send the holder to a service point",
      "请核对城市配置 cardChecks，或请持卡人到服务网点办理",
    ],
  ),
  "card-expired": causeAndRemedy(
    ["the card is past its last day", "此卡已过有效期"],
    ["send the holder to a service point for a new card", "请持卡人到服务网点换卡"],
  ),
  "card-not-yet-valid": causeAndRemedy(
    ["the card's first day is still to come", "此卡尚未生效"],
    ["check the till's clock", "请检查终端时钟"],
  ),
  "wrong-card": causeAndRemedy(["this is no social-security card", "不是社会保障卡"], ANOTHER_CARD),
  "another-card": causeAndRemedy(
    ["another card than the one that this is about", "不是原来的卡"],
    ANOTHER_CARD,
  ),
  "malformed-identification": causeAndRemedy(
    ["what the card says of itself is malformed", "卡内基本信息格式错误"],
    ISSUER,
  ),
  "not-genuine": causeAndRemedy(
    ["the card could not prove that it is genuine", "卡未通过真伪认证"],
    ["do not take this card", "请勿受理此卡"],
  ),
  "no-purse": causeAndRemedy(
    ["the card has no purse", "卡上没有电子钱包"],
    ["pay from its medical account", "请使用医疗账户支付"],
  ),
  "application-locked": causeAndRemedy(
    ["this application of the card is locked", "卡上该应用已锁定"],
    [
      "send the holder to a service point, or pay from another account of the card",
      "请持卡人到服务网点办理，或改用卡上其他账户支付",
    ],
  ),
  "no-medical-account": causeAndRemedy(
    ["cards of this city have no medical account", "本地卡没有医疗账户"],
    ["pay from the purse", "请使用电子钱包支付"],
  ),
  "account-used-on-line": causeAndRemedy(
    ["the card says that its account is used on line only", "卡内标识为联机使用，卡内账户不可用"],
    ["have the centre pay, or take another payment", "请由中心联机结算，或改用其他方式付款"],
  ),
  "account-at-centre": causeAndRemedy(
    ["the account is held at the centre, not on the card", "账户在中心，不在卡上"],
    ["name the centre: --centre and --institution", "请指定中心：--centre 和 --institution"],
  ),
  "refused-by-psam": causeAndRemedy(["the PSAM refused a command", "PSAM 卡拒绝了命令"], PSAM_ISSUER),
  "psam-lacks-key": causeAndRemedy(
    ["the PSAM has no key for this card", "PSAM 卡中没有此卡所用的密钥"],
    PSAM_ISSUER,
  ),
  "psam-lacks-algorithm": causeAndRemedy(
    ["the PSAM has not the card's algorithm", "PSAM 卡不支持此卡的算法"],
    PSAM_ISSUER,
  ),
  "psam-lacks-level": causeAndRemedy(
    ["the PSAM's key is of another level than the card's", "PSAM 卡的密钥级别与此卡不符"],
    PSAM_ISSUER,
  ),
  "password-needed": causeAndRemedy(
    ["the password is needed, and no one typed it", "需要密码，未输入"],
    TYPE_AGAIN,
  ),
  "password-cancelled": causeAndRemedy(["password entry was cancelled", "已取消输入密码"], TYPE_AGAIN),
  "password-timed-out": causeAndRemedy(["password entry took too long", "输入密码超时"], TYPE_AGAIN),
  "password-wrong-length": causeAndRemedy(
    ["what was typed is shorter or longer than a password", "密码长度错误"],
    TYPE_AGAIN,
  ),
  "wrong-password": causeAndRemedy(
    ["the password was wrong; triesLeft says how many tries are left", "密码错误"],
    TYPE_AGAIN,
  ),
  "password-locked": causeAndRemedy(["the password is locked", "密码已锁定"], SERVICE_POINT),
  "password-refused": causeAndRemedy(["the card refused to check the password", "卡拒绝校验密码"], ISSUER),
  "initial-password-may-not-pay": causeAndRemedy(
    ["the card has its initial password, which may not pay here", "初始密码不能消费"],
    ["have the holder change the password first", "请持卡人先修改密码"],
  ),
  "passwords-differ": causeAndRemedy(["the two new passwords differ", "两次输入的新密码不一致"], TYPE_AGAIN),
  "initial-password-may-not-be-chosen": causeAndRemedy(
    ["the initial password may not be chosen as the new one", "新密码不能与初始密码相同"],
    ["choose another one", "请选择其他密码"],
  ),
  "keypad-hides-new-password": causeAndRemedy(
    [
      "no one sees what is chosen on a keypad, so the initial password cannot be ruled out",
      "键盘输入的新密码无法判断是否为初始密码",
    ],
    ["change the password at the till", "请在终端上修改密码"],
  ),
  ...CENTRE_REASONS,
  "key-server-refused": causeAndRemedy(["the key server said no", "密钥服务器拒绝"], AT_CENTRE),
  "nothing-due": causeAndRemedy(
    ["the centre has nothing of this kind due on this card", "中心没有此卡待办的该业务"],
    ["register the service at the centre first", "请先在中心登记业务"],
  ),
  "not-settled": causeAndRemedy(
    ["the centre has not heard of the sale yet", "该笔交易尚未上传中心"],
    ["settle first: duka settle", "请先上传：duka settle"],
  ),
  "given-up": causeAndRemedy(["it was given up before the card was asked to pay", "已取消"], AGAIN),
  "reader-failed": causeAndRemedy(
    ["the reader failed", "读卡器故障"],
    ["check the reader's cable, power and address", "请检查读卡器连线、电源和地址"],
  ),
  "card-failed": causeAndRemedy(
    ["the card is absent, does not answer, or was taken out", "无卡、卡无应答或卡被拔出"],
    ["put the card in, chip first, and leave it in", "请插卡，芯片朝前，交易完成前勿拔卡"],
  ),
  "equipment-failed": causeAndRemedy(
    ["PSAM, key server or centre failed", "PSAM 卡、密钥服务器或中心故障"],
    ["see that the PSAM is in and the line to the centre is up", "请检查 PSAM 卡和到中心的线路"],
  ),
  "centre-failed": causeAndRemedy(
    ["the centre does not answer", "中心无应答"],
    ["check the line to the centre", "请检查到中心的线路"],
  ),
  "invalid-request": causeAndRemedy(
    ["what was asked for is not possible", "请求无效"],
    ["see the message, and correct the request", "请按提示修改请求"],
  ),
  "program-failed": causeAndRemedy(
    ["the program itself failed", "程序内部错误"],
    ["report it, with the message", "请将提示信息反馈给开发方"],
  ),
  "earlier-sale-first": causeAndRemedy(
    ["an earlier sale of this card was never told to its caller", "此卡有一笔尚未告知结果的交易"],
    ["take its outcome first; nothing was debited now", "请先取回该笔交易结果；本次未扣款"],
  ),
  "in-progress": causeAndRemedy(
    ["another caller is carrying it out now", "正在处理"],
    ["ask again with the same ref in a moment", "请稍后用同一单号查询"],
  ),
  "till-stopped": causeAndRemedy(["the till stopped in the middle of it", "处理过程中终端中断"], SAME_REF),
  "stopped-before-card": causeAndRemedy(
    ["the till stopped before the card was asked", "终端在请求卡之前中断"],
    AGAIN,
  ),
  "journal-failed": causeAndRemedy(
    ["the journal could not be written", "交易日志无法写入"],
    [
      "see that the journal's disk has room; then ask again with the same ref",
      "请检查日志所在磁盘空间，然后用同一单号查询",
    ],
  ),
  "not-sent": causeAndRemedy(["the card never got the command", "命令未送达卡"], AGAIN),
  "not-debited": causeAndRemedy(["the card tells that it was not debited", "经核实卡未扣款"], AGAIN),
  "not-credited": causeAndRemedy(
    ["the card tells that it was not credited", "经核实卡未入账"],
    ["load again under another ref", "请用新单号重新充值"],
  ),
  "answer-lost": causeAndRemedy(
    ["the card was asked, and its answer was lost", "已请求卡，但应答丢失"],
    SAME_REF,
  ),
  "answer-proves-nothing": causeAndRemedy(
    ["the card answered with a status word that proves neither", "卡的应答无法判断是否成功"],
    SAME_REF,
  ),
  "proof-missing": causeAndRemedy(
    [
      "the card says that it has paid, without the proof (TAC, MAC2)",
      "卡应答已扣款，但没有凭证（TAC、MAC2）",
    ],
    SAME_REF,
  ),
  "mac2-unchecked": causeAndRemedy(["the card's MAC2 could not be checked", "卡的 MAC2 未能校验"], SAME_REF),
  "mac2-false": causeAndRemedy(["the card's MAC2 was found false", "卡的 MAC2 校验不符"], PERSON),
  "tac-not-confirmed": causeAndRemedy(["the centre did not confirm the TAC", "中心未确认 TAC"], PERSON),
  "no-centre-to-confirm": causeAndRemedy(
    [
      "the card's log does not tell, and there is no centre to confirm the TAC",
      "卡内明细无法判断，且没有中心可确认 TAC",
    ],
    PERSON,
  ),
  "no-trace-on-card": causeAndRemedy(
    ["neither log nor proof of it is left on the card", "卡内已无该笔交易的明细和凭证"],
    PERSON,
  ),
  "sequence-went-back": causeAndRemedy(
    ["the card's transaction sequence is lower than before", "卡的交易序号小于交易前"],
    PERSON,
  ),
  "contradicted-by-card": causeAndRemedy(
    ["the card answered that it had paid, and tells otherwise now", "卡曾应答已扣款，现与之矛盾"],
    PERSON,
  ),
  "centre-did-not-pay": causeAndRemedy(
    ["the card has its record, and the centre refused to pay", "卡已记录，中心拒绝支付"],
    PERSON,
  ),
  "recovered-from-log": causeAndRemedy(["found in the card's own log", "经卡内明细核实成功"], NO_ACTION),
  "confirmed-by-centre": causeAndRemedy(["the centre confirmed its TAC", "经中心确认成功"], NO_ACTION),
  "closed-by-hand": causeAndRemedy(
    [
      "a person has closed it, as what, by whom and when the reason says",
      "已人工结案，方式、经办人和时间见原因",
    ],
    NO_ACTION,
  ),
  "paid-before": causeAndRemedy(
    ["its card has paid it before, and nothing was debited now", "此前已刷卡付款，本次未扣款"],
    NO_ACTION,
  ),
  "refund-due": causeAndRemedy(
    ["the card has paid, and cash was taken meanwhile", "卡已扣款，且已收现金"],
    ["give the cash back", "请退还现金"],
  ),
  "split-differs": causeAndRemedy(
    ["the centre's pre-settlement is not what was expected", "中心预结算结果与预期不一致"],
    ["show the holder the centre's split, and ask again with it", "请向参保人出示预结算结果，确认后重试"],
  ),
  "settlement-differs": causeAndRemedy(
    ["the centre has settled the bill otherwise than the till", "中心结算结果与本机不一致"],
    ["compare both splits with the centre; the card has paid", "卡已扣款，请与中心核对双方分摊金额"],
  ),
  "credited-at-centre": causeAndRemedy(
    ["the money is in the account at the centre; no card is needed", "款项已退回中心账户，无需卡"],
    NO_ACTION,
  ),
  "not-recorded": causeAndRemedy(
    ["recorded by an older Duka, which kept no code", "由旧版本记录，无原因代码"],
    ["read the reason in words", "请查看文字原因"],
  ),
} satisfies { readonly [code: string]: CauseAndRemedy };

export type ReasonCode = keyof typeof REASONS;
