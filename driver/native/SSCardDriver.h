/*
 * The national card functions of LD/T 33-2015 as a native library: SSCardDriver.dll, libSSCardDriver.so.
 *
 * Every function returns 0, or a negative code of the standard's annex A. pOutInfo then has the output, or the text of
 * the error; both are GB 18030 (of which GBK is a part) and end with a zero. The caller's buffer has the size that
 * stands here for the function; no more is ever written, whatever the card or the service say. Texts that go in are
 * GB 18030 too, end with a zero, and are shorter than the size that stands here for their parameter.
 *
 * Any thread may call; the service carries out one function after the other.
 */
#ifndef SSCARDDRIVER_H
#define SSCARDDRIVER_H

#ifdef _WIN32
#define SSCARD_CALL __stdcall
/* The standard's "long", which has 32 bits on Windows. */
typedef long SSCARD_CODE;
#else
#define SSCARD_CALL
typedef int SSCARD_CODE;
#endif
#ifndef SSCARD_API
#define SSCARD_API
#endif

/* Bytes of what goes in, its closing zero among them. */
#define SSCARD_IN_SIZE_pCardInfo 128
#define SSCARD_IN_SIZE_pFileAddr 1024
#define SSCARD_IN_SIZE_pWriteData 20480
#define SSCARD_IN_SIZE_pPayInfo 512
#define SSCARD_IN_SIZE_pKey 128

/* Bytes of the caller's pOutInfo, the closing zero among them. */
#define SSCARD_OUT_SIZE_iReadCardBas 1024
#define SSCARD_OUT_SIZE_iReadCardBas_HSM_Step1 1024
#define SSCARD_OUT_SIZE_iReadCardBas_HSM_Step2 1024
#define SSCARD_OUT_SIZE_iReadCard 20480
#define SSCARD_OUT_SIZE_iReadCard_HSM_Step1 1024
#define SSCARD_OUT_SIZE_iReadCard_HSM_Step2 20480
#define SSCARD_OUT_SIZE_iWriteCard 1024
#define SSCARD_OUT_SIZE_iWriteCard_HSM_Step1 1024
#define SSCARD_OUT_SIZE_iWriteCard_HSM_Step2 1024
#define SSCARD_OUT_SIZE_iVerifyPIN 1024
#define SSCARD_OUT_SIZE_iChangePIN 1024
#define SSCARD_OUT_SIZE_iReloadPIN 1024
#define SSCARD_OUT_SIZE_iReloadPIN_HSM_Step1 1024
#define SSCARD_OUT_SIZE_iReloadPIN_HSM_Step2 1024
#define SSCARD_OUT_SIZE_iReloadPIN_HSM_Step3 1024
#define SSCARD_OUT_SIZE_iUnblockPIN 1024
#define SSCARD_OUT_SIZE_iUnblockPIN_HSM_Step1 1024
#define SSCARD_OUT_SIZE_iUnblockPIN_HSM_Step2 1024
#define SSCARD_OUT_SIZE_iUnblockPIN_HSM_Step3 1024
#define SSCARD_OUT_SIZE_iUnlockPIN 1024
#define SSCARD_OUT_SIZE_iUnlockPIN_HSM_Step1 1024
#define SSCARD_OUT_SIZE_iUnlockPIN_HSM_Step2 1024
#define SSCARD_OUT_SIZE_iUnlockPIN_HSM_Step3 1024
#define SSCARD_OUT_SIZE_iDoDebit 512
#define SSCARD_OUT_SIZE_iDoDebit_HSM_Step1 512
#define SSCARD_OUT_SIZE_iDoDebit_HSM_Step2 1024
#define SSCARD_OUT_SIZE_iReadDebitRecord 2048
/* Large enough for each of them. */
#define SSCARD_OUT_SIZE_MAX 20480

#ifdef __cplusplus
extern "C" {
#endif

/* iType: 1 contact, 2 contactless, 3 contact first, 4 contactless first. iAuthType: 1 password, 2 key. */
SSCARD_API SSCARD_CODE SSCARD_CALL iReadCardBas(int iType, char *pOutInfo);
SSCARD_API SSCARD_CODE SSCARD_CALL iReadCardBas_HSM_Step1(int iType, char *pOutInfo);
SSCARD_API SSCARD_CODE SSCARD_CALL iReadCardBas_HSM_Step2(const char *pKey, char *pOutInfo);
SSCARD_API SSCARD_CODE SSCARD_CALL iReadCard(int iType, int iAuthType, const char *pCardInfo, const char *pFileAddr,
                                             char *pOutInfo);
SSCARD_API SSCARD_CODE SSCARD_CALL iReadCard_HSM_Step1(int iType, const char *pCardInfo, const char *pFileAddr,
                                                       char *pOutInfo);
SSCARD_API SSCARD_CODE SSCARD_CALL iReadCard_HSM_Step2(const char *pKey, char *pOutInfo);
SSCARD_API SSCARD_CODE SSCARD_CALL iWriteCard(int iType, const char *pCardInfo, const char *pFileAddr,
                                              const char *pWriteData, char *pOutInfo);
SSCARD_API SSCARD_CODE SSCARD_CALL iWriteCard_HSM_Step1(int iType, const char *pCardInfo, const char *pFileAddr,
                                                        char *pOutInfo);
SSCARD_API SSCARD_CODE SSCARD_CALL iWriteCard_HSM_Step2(const char *pKey, const char *pWriteData, char *pOutInfo);
SSCARD_API SSCARD_CODE SSCARD_CALL iVerifyPIN(int iType, char *pOutInfo);
SSCARD_API SSCARD_CODE SSCARD_CALL iChangePIN(int iType, char *pOutInfo);
SSCARD_API SSCARD_CODE SSCARD_CALL iReloadPIN(int iType, const char *pCardInfo, char *pOutInfo);
SSCARD_API SSCARD_CODE SSCARD_CALL iReloadPIN_HSM_Step1(int iType, const char *pCardInfo, char *pOutInfo);
SSCARD_API SSCARD_CODE SSCARD_CALL iReloadPIN_HSM_Step2(const char *pKey, char *pOutInfo);
SSCARD_API SSCARD_CODE SSCARD_CALL iReloadPIN_HSM_Step3(const char *pKey, char *pOutInfo);
SSCARD_API SSCARD_CODE SSCARD_CALL iUnblockPIN(int iType, const char *pCardInfo, char *pOutInfo);
SSCARD_API SSCARD_CODE SSCARD_CALL iUnblockPIN_HSM_Step1(int iType, const char *pCardInfo, char *pOutInfo);
SSCARD_API SSCARD_CODE SSCARD_CALL iUnblockPIN_HSM_Step2(const char *pKey, char *pOutInfo);
SSCARD_API SSCARD_CODE SSCARD_CALL iUnblockPIN_HSM_Step3(const char *pKey, char *pOutInfo);
/* The standard's appendix spells it both ways. */
SSCARD_API SSCARD_CODE SSCARD_CALL iUnlockPIN(int iType, const char *pCardInfo, char *pOutInfo);
SSCARD_API SSCARD_CODE SSCARD_CALL iUnlockPIN_HSM_Step1(int iType, const char *pCardInfo, char *pOutInfo);
SSCARD_API SSCARD_CODE SSCARD_CALL iUnlockPIN_HSM_Step2(const char *pKey, char *pOutInfo);
SSCARD_API SSCARD_CODE SSCARD_CALL iUnlockPIN_HSM_Step3(const char *pKey, char *pOutInfo);
/* When the answer is lost, take no cash: call again with the same card and amounts, which debits once. */
SSCARD_API SSCARD_CODE SSCARD_CALL iDoDebit(int iType, const char *pCardInfo, const char *pPayInfo, char *pOutInfo);
SSCARD_API SSCARD_CODE SSCARD_CALL iDoDebit_HSM_Step1(int iType, const char *pCardInfo, const char *pPayInfo,
                                                      char *pOutInfo);
SSCARD_API SSCARD_CODE SSCARD_CALL iDoDebit_HSM_Step2(const char *pKey, char *pOutInfo);
SSCARD_API SSCARD_CODE SSCARD_CALL iReadDebitRecord(int iType, char *pOutInfo);

#ifdef __cplusplus
}
#endif

#endif
