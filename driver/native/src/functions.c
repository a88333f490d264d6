/* The 27 functions by their names in the standard. */
#if defined(__GNUC__) && !defined(_WIN32)
#define SSCARD_API __attribute__((visibility("default")))
#endif
#include "../SSCardDriver.h"

#include "client.h"

#define NUMBER(value) {0, value, 0, 0}
#define TEXT(parameter) {1, 0, parameter, SSCARD_IN_SIZE_##parameter}
#define CALL(name, ...)                                                                                       \
    do {                                                                                                      \
        const duka_argument arguments[] = {__VA_ARGS__};                                                      \
        return duka_call(#name, arguments, sizeof arguments / sizeof arguments[0], pOutInfo,                  \
                         SSCARD_OUT_SIZE_##name);                                                             \
    } while (0)

SSCARD_CODE SSCARD_CALL iReadCardBas(int iType, char *pOutInfo) {
    CALL(iReadCardBas, NUMBER(iType));
}

SSCARD_CODE SSCARD_CALL iReadCardBas_HSM_Step1(int iType, char *pOutInfo) {
    CALL(iReadCardBas_HSM_Step1, NUMBER(iType));
}

SSCARD_CODE SSCARD_CALL iReadCardBas_HSM_Step2(const char *pKey, char *pOutInfo) {
    CALL(iReadCardBas_HSM_Step2, TEXT(pKey));
}

SSCARD_CODE SSCARD_CALL iReadCard(int iType, int iAuthType, const char *pCardInfo, const char *pFileAddr,
                                  char *pOutInfo) {
    CALL(iReadCard, NUMBER(iType), NUMBER(iAuthType), TEXT(pCardInfo), TEXT(pFileAddr));
}

SSCARD_CODE SSCARD_CALL iReadCard_HSM_Step1(int iType, const char *pCardInfo, const char *pFileAddr, char *pOutInfo) {
    CALL(iReadCard_HSM_Step1, NUMBER(iType), TEXT(pCardInfo), TEXT(pFileAddr));
}

SSCARD_CODE SSCARD_CALL iReadCard_HSM_Step2(const char *pKey, char *pOutInfo) {
    CALL(iReadCard_HSM_Step2, TEXT(pKey));
}

SSCARD_CODE SSCARD_CALL iWriteCard(int iType, const char *pCardInfo, const char *pFileAddr, const char *pWriteData,
                                   char *pOutInfo) {
    CALL(iWriteCard, NUMBER(iType), TEXT(pCardInfo), TEXT(pFileAddr), TEXT(pWriteData));
}

SSCARD_CODE SSCARD_CALL iWriteCard_HSM_Step1(int iType, const char *pCardInfo, const char *pFileAddr,
                                             char *pOutInfo) {
    CALL(iWriteCard_HSM_Step1, NUMBER(iType), TEXT(pCardInfo), TEXT(pFileAddr));
}

SSCARD_CODE SSCARD_CALL iWriteCard_HSM_Step2(const char *pKey, const char *pWriteData, char *pOutInfo) {
    CALL(iWriteCard_HSM_Step2, TEXT(pKey), TEXT(pWriteData));
}

SSCARD_CODE SSCARD_CALL iVerifyPIN(int iType, char *pOutInfo) {
    CALL(iVerifyPIN, NUMBER(iType));
}

SSCARD_CODE SSCARD_CALL iChangePIN(int iType, char *pOutInfo) {
    CALL(iChangePIN, NUMBER(iType));
}

SSCARD_CODE SSCARD_CALL iReloadPIN(int iType, const char *pCardInfo, char *pOutInfo) {
    CALL(iReloadPIN, NUMBER(iType), TEXT(pCardInfo));
}

SSCARD_CODE SSCARD_CALL iReloadPIN_HSM_Step1(int iType, const char *pCardInfo, char *pOutInfo) {
    CALL(iReloadPIN_HSM_Step1, NUMBER(iType), TEXT(pCardInfo));
}

SSCARD_CODE SSCARD_CALL iReloadPIN_HSM_Step2(const char *pKey, char *pOutInfo) {
    CALL(iReloadPIN_HSM_Step2, TEXT(pKey));
}

SSCARD_CODE SSCARD_CALL iReloadPIN_HSM_Step3(const char *pKey, char *pOutInfo) {
    CALL(iReloadPIN_HSM_Step3, TEXT(pKey));
}

SSCARD_CODE SSCARD_CALL iUnblockPIN(int iType, const char *pCardInfo, char *pOutInfo) {
    CALL(iUnblockPIN, NUMBER(iType), TEXT(pCardInfo));
}

SSCARD_CODE SSCARD_CALL iUnblockPIN_HSM_Step1(int iType, const char *pCardInfo, char *pOutInfo) {
    CALL(iUnblockPIN_HSM_Step1, NUMBER(iType), TEXT(pCardInfo));
}

SSCARD_CODE SSCARD_CALL iUnblockPIN_HSM_Step2(const char *pKey, char *pOutInfo) {
    CALL(iUnblockPIN_HSM_Step2, TEXT(pKey));
}

SSCARD_CODE SSCARD_CALL iUnblockPIN_HSM_Step3(const char *pKey, char *pOutInfo) {
    CALL(iUnblockPIN_HSM_Step3, TEXT(pKey));
}

SSCARD_CODE SSCARD_CALL iUnlockPIN(int iType, const char *pCardInfo, char *pOutInfo) {
    CALL(iUnlockPIN, NUMBER(iType), TEXT(pCardInfo));
}

SSCARD_CODE SSCARD_CALL iUnlockPIN_HSM_Step1(int iType, const char *pCardInfo, char *pOutInfo) {
    CALL(iUnlockPIN_HSM_Step1, NUMBER(iType), TEXT(pCardInfo));
}

SSCARD_CODE SSCARD_CALL iUnlockPIN_HSM_Step2(const char *pKey, char *pOutInfo) {
    CALL(iUnlockPIN_HSM_Step2, TEXT(pKey));
}

SSCARD_CODE SSCARD_CALL iUnlockPIN_HSM_Step3(const char *pKey, char *pOutInfo) {
    CALL(iUnlockPIN_HSM_Step3, TEXT(pKey));
}

SSCARD_CODE SSCARD_CALL iDoDebit(int iType, const char *pCardInfo, const char *pPayInfo, char *pOutInfo) {
    CALL(iDoDebit, NUMBER(iType), TEXT(pCardInfo), TEXT(pPayInfo));
}

SSCARD_CODE SSCARD_CALL iDoDebit_HSM_Step1(int iType, const char *pCardInfo, const char *pPayInfo, char *pOutInfo) {
    CALL(iDoDebit_HSM_Step1, NUMBER(iType), TEXT(pCardInfo), TEXT(pPayInfo));
}

SSCARD_CODE SSCARD_CALL iDoDebit_HSM_Step2(const char *pKey, char *pOutInfo) {
    CALL(iDoDebit_HSM_Step2, TEXT(pKey));
}

SSCARD_CODE SSCARD_CALL iReadDebitRecord(int iType, char *pOutInfo) {
    CALL(iReadDebitRecord, NUMBER(iType));
}
