{ The 27 national card functions of LD/T 33-2015, for Delphi 7 and later and Free Pascal, 32 and 64 bits.
  Put SSCardDriver.dll (driver/native) beside the program.

  Every function returns 0 or a negative code; pOutInfo then has the output, or the text of the error, in GB 18030 (of
  which GBK is a part), closed by a zero. Give it a buffer of the size that stands here for the function:

    var Card: array[0..OutSize_iReadCardBas - 1] of AnsiChar;
    Code := iReadCardBas(1, Card);

  Amounts of iDoDebit are yuan. When its answer is lost, take no cash: call again with the same card and amounts. }
unit SSCardDriver;

interface

const
  SSCardLibrary = {$IFDEF MSWINDOWS}'SSCardDriver.dll'{$ELSE}'libSSCardDriver.so'{$ENDIF};

  { Bytes of what goes in, its closing zero among them. }
  InSize_pCardInfo = 128;
  InSize_pFileAddr = 1024;
  InSize_pWriteData = 20480;
  InSize_pPayInfo = 512;
  InSize_pKey = 128;

  { Bytes of pOutInfo. }
  OutSize_iReadCardBas = 1024;
  OutSize_iReadCardBas_HSM_Step1 = 1024;
  OutSize_iReadCardBas_HSM_Step2 = 1024;
  OutSize_iReadCard = 20480;
  OutSize_iReadCard_HSM_Step1 = 1024;
  OutSize_iReadCard_HSM_Step2 = 20480;
  OutSize_iWriteCard = 1024;
  OutSize_iWriteCard_HSM_Step1 = 1024;
  OutSize_iWriteCard_HSM_Step2 = 1024;
  OutSize_iVerifyPIN = 1024;
  OutSize_iChangePIN = 1024;
  OutSize_iReloadPIN = 1024;
  OutSize_iReloadPIN_HSM_Step1 = 1024;
  OutSize_iReloadPIN_HSM_Step2 = 1024;
  OutSize_iReloadPIN_HSM_Step3 = 1024;
  OutSize_iUnblockPIN = 1024;
  OutSize_iUnblockPIN_HSM_Step1 = 1024;
  OutSize_iUnblockPIN_HSM_Step2 = 1024;
  OutSize_iUnblockPIN_HSM_Step3 = 1024;
  OutSize_iUnlockPIN = 1024;
  OutSize_iUnlockPIN_HSM_Step1 = 1024;
  OutSize_iUnlockPIN_HSM_Step2 = 1024;
  OutSize_iUnlockPIN_HSM_Step3 = 1024;
  OutSize_iDoDebit = 512;
  OutSize_iDoDebit_HSM_Step1 = 512;
  OutSize_iDoDebit_HSM_Step2 = 1024;
  OutSize_iReadDebitRecord = 2048;

function iReadCardBas(iType: Integer; pOutInfo: PAnsiChar): Longint; {$IFDEF MSWINDOWS}stdcall{$ELSE}cdecl{$ENDIF}; external SSCardLibrary;
function iReadCardBas_HSM_Step1(iType: Integer; pOutInfo: PAnsiChar): Longint; {$IFDEF MSWINDOWS}stdcall{$ELSE}cdecl{$ENDIF}; external SSCardLibrary;
function iReadCardBas_HSM_Step2(pKey: PAnsiChar; pOutInfo: PAnsiChar): Longint; {$IFDEF MSWINDOWS}stdcall{$ELSE}cdecl{$ENDIF}; external SSCardLibrary;
function iReadCard(iType: Integer; iAuthType: Integer; pCardInfo: PAnsiChar; pFileAddr: PAnsiChar; pOutInfo: PAnsiChar): Longint; {$IFDEF MSWINDOWS}stdcall{$ELSE}cdecl{$ENDIF}; external SSCardLibrary;
function iReadCard_HSM_Step1(iType: Integer; pCardInfo: PAnsiChar; pFileAddr: PAnsiChar; pOutInfo: PAnsiChar): Longint; {$IFDEF MSWINDOWS}stdcall{$ELSE}cdecl{$ENDIF}; external SSCardLibrary;
function iReadCard_HSM_Step2(pKey: PAnsiChar; pOutInfo: PAnsiChar): Longint; {$IFDEF MSWINDOWS}stdcall{$ELSE}cdecl{$ENDIF}; external SSCardLibrary;
function iWriteCard(iType: Integer; pCardInfo: PAnsiChar; pFileAddr: PAnsiChar; pWriteData: PAnsiChar; pOutInfo: PAnsiChar): Longint; {$IFDEF MSWINDOWS}stdcall{$ELSE}cdecl{$ENDIF}; external SSCardLibrary;
function iWriteCard_HSM_Step1(iType: Integer; pCardInfo: PAnsiChar; pFileAddr: PAnsiChar; pOutInfo: PAnsiChar): Longint; {$IFDEF MSWINDOWS}stdcall{$ELSE}cdecl{$ENDIF}; external SSCardLibrary;
function iWriteCard_HSM_Step2(pKey: PAnsiChar; pWriteData: PAnsiChar; pOutInfo: PAnsiChar): Longint; {$IFDEF MSWINDOWS}stdcall{$ELSE}cdecl{$ENDIF}; external SSCardLibrary;
function iVerifyPIN(iType: Integer; pOutInfo: PAnsiChar): Longint; {$IFDEF MSWINDOWS}stdcall{$ELSE}cdecl{$ENDIF}; external SSCardLibrary;
function iChangePIN(iType: Integer; pOutInfo: PAnsiChar): Longint; {$IFDEF MSWINDOWS}stdcall{$ELSE}cdecl{$ENDIF}; external SSCardLibrary;
function iReloadPIN(iType: Integer; pCardInfo: PAnsiChar; pOutInfo: PAnsiChar): Longint; {$IFDEF MSWINDOWS}stdcall{$ELSE}cdecl{$ENDIF}; external SSCardLibrary;
function iReloadPIN_HSM_Step1(iType: Integer; pCardInfo: PAnsiChar; pOutInfo: PAnsiChar): Longint; {$IFDEF MSWINDOWS}stdcall{$ELSE}cdecl{$ENDIF}; external SSCardLibrary;
function iReloadPIN_HSM_Step2(pKey: PAnsiChar; pOutInfo: PAnsiChar): Longint; {$IFDEF MSWINDOWS}stdcall{$ELSE}cdecl{$ENDIF}; external SSCardLibrary;
function iReloadPIN_HSM_Step3(pKey: PAnsiChar; pOutInfo: PAnsiChar): Longint; {$IFDEF MSWINDOWS}stdcall{$ELSE}cdecl{$ENDIF}; external SSCardLibrary;
function iUnblockPIN(iType: Integer; pCardInfo: PAnsiChar; pOutInfo: PAnsiChar): Longint; {$IFDEF MSWINDOWS}stdcall{$ELSE}cdecl{$ENDIF}; external SSCardLibrary;
function iUnblockPIN_HSM_Step1(iType: Integer; pCardInfo: PAnsiChar; pOutInfo: PAnsiChar): Longint; {$IFDEF MSWINDOWS}stdcall{$ELSE}cdecl{$ENDIF}; external SSCardLibrary;
function iUnblockPIN_HSM_Step2(pKey: PAnsiChar; pOutInfo: PAnsiChar): Longint; {$IFDEF MSWINDOWS}stdcall{$ELSE}cdecl{$ENDIF}; external SSCardLibrary;
function iUnblockPIN_HSM_Step3(pKey: PAnsiChar; pOutInfo: PAnsiChar): Longint; {$IFDEF MSWINDOWS}stdcall{$ELSE}cdecl{$ENDIF}; external SSCardLibrary;
function iUnlockPIN(iType: Integer; pCardInfo: PAnsiChar; pOutInfo: PAnsiChar): Longint; {$IFDEF MSWINDOWS}stdcall{$ELSE}cdecl{$ENDIF}; external SSCardLibrary;
function iUnlockPIN_HSM_Step1(iType: Integer; pCardInfo: PAnsiChar; pOutInfo: PAnsiChar): Longint; {$IFDEF MSWINDOWS}stdcall{$ELSE}cdecl{$ENDIF}; external SSCardLibrary;
function iUnlockPIN_HSM_Step2(pKey: PAnsiChar; pOutInfo: PAnsiChar): Longint; {$IFDEF MSWINDOWS}stdcall{$ELSE}cdecl{$ENDIF}; external SSCardLibrary;
function iUnlockPIN_HSM_Step3(pKey: PAnsiChar; pOutInfo: PAnsiChar): Longint; {$IFDEF MSWINDOWS}stdcall{$ELSE}cdecl{$ENDIF}; external SSCardLibrary;
function iDoDebit(iType: Integer; pCardInfo: PAnsiChar; pPayInfo: PAnsiChar; pOutInfo: PAnsiChar): Longint; {$IFDEF MSWINDOWS}stdcall{$ELSE}cdecl{$ENDIF}; external SSCardLibrary;
function iDoDebit_HSM_Step1(iType: Integer; pCardInfo: PAnsiChar; pPayInfo: PAnsiChar; pOutInfo: PAnsiChar): Longint; {$IFDEF MSWINDOWS}stdcall{$ELSE}cdecl{$ENDIF}; external SSCardLibrary;
function iDoDebit_HSM_Step2(pKey: PAnsiChar; pOutInfo: PAnsiChar): Longint; {$IFDEF MSWINDOWS}stdcall{$ELSE}cdecl{$ENDIF}; external SSCardLibrary;
function iReadDebitRecord(iType: Integer; pOutInfo: PAnsiChar): Longint; {$IFDEF MSWINDOWS}stdcall{$ELSE}cdecl{$ENDIF}; external SSCardLibrary;

implementation

end.
