/** Why the centre said no, by the code of its own answer; each as in `reason-code.ts`. */
import { type CauseAndRemedy, causeAndRemedy } from "./explanation.js";
import { AT_CENTRE, NO_ACTION, SERVICE_POINT_CARD } from "./reason-remedies.js";

export const CENTRE_REASONS = {
  "centre-refused": causeAndRemedy(["the centre said no", "中心拒绝"], AT_CENTRE),
  "card-refused-by-centre": causeAndRemedy(
    ["the centre has the card's number on its blacklist", "此卡号在中心黑名单中"],
    AT_CENTRE,
  ),
  "card-altered": causeAndRemedy(
    ["the card is not the one that was issued under its number", "卡信息与中心登记不符"],
    ["keep the card, and report it to the centre", "请扣留此卡并报告中心"],
  ),
  "card-not-active": causeAndRemedy(
    ["the card is not activated yet", "此卡尚未激活"],
    ["send the holder to a service point, which activates it", "请持卡人到服务网点激活"],
  ),
  "card-lost": causeAndRemedy(
    ["the card was reported lost", "此卡已挂失"],
    [
      "do not take it; its holder withdraws the report at a service point, or has the card replaced",
      "请勿受理；请持卡人到服务网点解除挂失或补卡",
    ],
  ),
  "card-replaced": causeAndRemedy(
    ["the card was replaced by a new one", "此卡已补换，旧卡作废"],
    ["ask for the new card", "请使用新卡"],
  ),
  "card-blocked": causeAndRemedy(["the card is blocked", "此卡已锁定"], SERVICE_POINT_CARD),
  "card-cancelled": causeAndRemedy(["the card is cancelled", "此卡已注销"], SERVICE_POINT_CARD),
  "not-insured": causeAndRemedy(
    ["the holder is no longer insured here", "持卡人已不在本地参保"],
    ["send the holder to the agency; take another payment", "请持卡人到经办机构办理，并改用其他方式支付"],
  ),
  "unknown-at-centre": causeAndRemedy(
    ["the centre does not know this card or person", "中心没有此卡或此人的登记"],
    AT_CENTRE,
  ),
  "not-the-holder": causeAndRemedy(
    ["the ID document is not the holder's", "证件与持卡人不符"],
    ["ask for the holder's own document", "请出示持卡人本人的证件"],
  ),
  "in-person-only": causeAndRemedy(
    ["the centre wants the holder in person", "须持卡人本人办理"],
    ["have the holder come with the ID document", "请持卡人本人携带证件办理"],
  ),
  "not-designated": causeAndRemedy(
    ["this institution is not one that the holder has designated", "本机构不是持卡人的定点医疗机构"],
    [
      "the holder designates it at the agency, or pays in another way",
      "请持卡人到经办机构变更定点机构，或改用其他方式支付",
    ],
  ),
  "wrong-state": causeAndRemedy(
    ["the card's state at the centre does not allow it", "卡在中心的状态不允许此业务"],
    ["look at the card's state first: duka card show", "请先查看卡状态：duka card show"],
  ),
  "known-already": causeAndRemedy(
    ["the centre has this card, person or application already", "中心已有此卡、此人或此申领"],
    NO_ACTION,
  ),
  "old-card-required": causeAndRemedy(
    ["the old card has to be shown, with its password", "须出示旧卡并验证其密码"],
    ["put in the old card: --old-card", "请插入旧卡：--old-card"],
  ),
  "ref-in-use": causeAndRemedy(
    ["the centre has another request under this ref", "中心已有使用该单号的其他请求"],
    ["use another ref", "请换用其他单号"],
  ),
  "already-settled": causeAndRemedy(
    ["the centre has settled or reimbursed this bill already", "该账单中心已结算或报销"],
    NO_ACTION,
  ),
  "already-reversed": causeAndRemedy(["the sale was taken back already", "该笔交易已冲正"], NO_ACTION),
  "sale-unknown": causeAndRemedy(
    ["the centre does not know this sale or load", "中心没有该笔交易"],
    ["settle first: duka settle", "请先上传：duka settle"],
  ),
  "pre-settlement-expired": causeAndRemedy(
    ["the pre-settlement is too old, or there was none", "没有预结算，或预结算已过期"],
    ["begin the bill again under another ref", "请换用新单号重新预结算"],
  ),
  "load-open": causeAndRemedy(
    ["an earlier load of this card is not over", "此卡有一笔未完成的充值"],
    [
      "decide it first: put the card in and call duka journal recover",
      "请先插卡并用 duka journal recover 处理",
    ],
  ),
  "wrong-mac": causeAndRemedy(
    ["the centre found the card's MAC or TAC wrong", "中心校验卡的 MAC 或 TAC 不符"],
    ["do not take this card, and report it to the centre", "请勿受理此卡并报告中心"],
  ),
  "medical-not-open": causeAndRemedy(
    ["the card's medical function is not open", "此卡未开通医保功能"],
    [
      "send the holder to the agency, which opens it; take another payment until then",
      "请持卡人到经办机构开通，开通前请改用其他方式支付",
    ],
  ),
  "insurance-data-due": causeAndRemedy(
    ["the card's insurance data still waits to be written", "此卡的参保信息尚未写入"],
    [
      "send the holder to a service point, which writes it; take another payment until then",
      "请持卡人到服务网点写入参保信息，之前请改用其他方式支付",
    ],
  ),
} satisfies { readonly [code: string]: CauseAndRemedy };
