export declare function bundle(
  ...names: ('extension' | 'server' | 'cli' | 'pages' | 'editorTests')[]
): Promise<void>;
