export declare const root: string;

/** A folder of this clone that git ignores; made when missing. */
export declare function cache(...parts: string[]): string;

/** A folder of this machine for downloads; made when missing. */
export declare function machineCache(...parts: string[]): string;
