/** What to do about several of the reasons, in English and Chinese. */

export const SAME_REF = [
  "put the same card back and ask again with the same ref; take no other payment yet",
  "请放回同一张卡，用同一单号再次查询，暂勿另行收款",
] as const;
export const AGAIN = ["nothing was taken: try again", "未扣款，请重试"] as const;
export const TYPE_AGAIN = ["have the holder type the password again", "请持卡人重新输入密码"] as const;
export const PERSON = [
  "a person compares the card's records with the centre and closes the sale; take no other payment before",
  "请人工核对卡内交易明细和中心记录后处理，处理前请勿另行收款",
] as const;
export const ANOTHER_CARD = ["put in the card that is meant", "请插入所要使用的卡"] as const;
export const ISSUER = ["send the holder to the card's issuer", "请持卡人到发卡机构处理"] as const;
export const PSAM_ISSUER = ["have the PSAM checked by its issuer", "请 PSAM 卡发行方检查"] as const;
export const AT_CENTRE = ["ask the insurance centre about this card", "请向医保经办机构查询此卡"] as const;
export const NO_ACTION = ["nothing is to be done", "无需处理"] as const;
export const SERVICE_POINT = [
  "the password is reset or unblocked at a service point, with an ID document",
  "请持卡人携带身份证件到服务网点重置或解锁密码",
] as const;
export const SERVICE_POINT_CARD = [
  "do not take it; send its holder to a service point",
  "请勿受理；请持卡人到服务网点办理",
] as const;
