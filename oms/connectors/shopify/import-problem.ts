/** Why a shop's order could not be taken: a closed code, and a plain sentence that says what to do. */
export type ImportProblemCode =
  | 'NotAnOrder' | 'NoLines' | 'NoSku' | 'UnknownSku' | 'BadQuantity' | 'NegativePrice' | 'BadAmount' | 'UnknownCurrency' | 'NoAddress' | 'IncompleteAddress' | 'NoBrand';

export type ImportProblem = { readonly code: ImportProblemCode; readonly message: string };
