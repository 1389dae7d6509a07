export declare function packVsix(folder: string): Promise<{ file: string; bytes: number }>;
