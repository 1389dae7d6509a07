/**
 * Bundles what ships (`extension`, `cli`, `pages`) and the suites that run inside the editor (`editorTests`). Types
 * are checked apart, by `npm run typecheck`, so that bundling is quick.
 */
import { copyFileSync, mkdirSync, readdirSync, existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import webpack from 'webpack';

const root = fileURLToPath(new URL('.', import.meta.url));
const dist = join(root, 'dist');

const shared = {
  mode: 'production',
  context: root,
  devtool: 'source-map',
  resolve: { extensions: ['.ts', '.js'] },
  module: {
    rules: [
      {
        test: /\.ts$/,
        use: { loader: 'ts-loader', options: { transpileOnly: true, configFile: 'tsconfig.base.json' } },
      },
    ],
  },
  // Names in stack traces are worth more than the bytes that minimizing saves on a disk.
  optimization: { minimize: false, nodeEnv: false },
  performance: false,
  stats: 'errors-warnings',
};

const node = {
  ...shared,
  target: 'node20',
  node: { __dirname: false, __filename: false },
  plugins: [
    // ssh2 uses these two compiled modules when they are there. They fit one machine and one Node only, and its own
    // JavaScript does the same, so they never come along.
    new webpack.IgnorePlugin({ resourceRegExp: /\.node$/ }),
    new webpack.IgnorePlugin({ resourceRegExp: /^cpu-features$/ }),
  ],
};

const extension = {
  ...node,
  name: 'extension',
  entry: { extension: './client/src/extension.ts' },
  output: { ...parts('extension'), path: dist, filename: '[name].js', library: { type: 'commonjs2' } },
  externals: { vscode: 'commonjs vscode' },
};

const server = {
  ...node,
  name: 'server',
  entry: { server: './server/src/main.ts' },
  // The packages' own bundles for old loaders cannot be read by this one.
  resolve: { ...shared.resolve, mainFields: ['module', 'main'] },
  // The parser's runtime is found at run time, beside the bundle.
  module: { ...shared.module, parser: { javascript: { url: false } } },
  output: { path: dist, filename: '[name].js' },
  plugins: [
    ...node.plugins,
    new webpack.BannerPlugin({ banner: '#!/usr/bin/env node', raw: true }),
    { apply: (compiler) => compiler.hooks.done.tap('grammar', copyGrammar) },
  ],
};

const cli = {
  ...node,
  name: 'cli',
  entry: { ebpf: './cli/src/main.ts' },
  output: { ...parts('cli'), path: dist, filename: '[name].js' },
  plugins: [...node.plugins, new webpack.BannerPlugin({ banner: '#!/usr/bin/env node', raw: true })],
};

const pages = {
  ...shared,
  name: 'pages',
  target: ['web', 'es2022'],
  // A page is a folder below media/src with a main.ts; its name is the name of its script and its style.
  entry: Object.fromEntries(
    folders('media/src')
      .filter((folder) => existsSync(join(folder, 'main.ts')))
      .map((folder) => [basename(folder), join(folder, 'main.ts')]),
  ),
  output: { path: join(dist, 'media'), filename: '[name].js', cssFilename: '[name].css' },
  module: {
    rules: [
      {
        test: /\.ts$/,
        use: {
          loader: 'ts-loader',
          // The decorators of Lit need the fields' old meaning, as media/tsconfig.json says.
          options: { transpileOnly: true, configFile: 'media/tsconfig.json', instance: 'pages' },
        },
      },
      { test: /\.css$/, type: 'css' },
    ],
  },
  experiments: { css: true },
  optimization: { minimize: true },
  plugins: [{ apply: (compiler) => compiler.hooks.done.tap('icons', copyIcons) }],
};

const editorTests = {
  ...node,
  name: 'editorTests',
  mode: 'development',
  devtool: 'inline-source-map',
  entry: {
    index: './test/editor/index.ts',
    ...Object.fromEntries(
      readdirSync(join(root, 'test/editor/suites'))
        .filter((name) => name.endsWith('.test.ts'))
        .map((name) => [`suites/${basename(name, '.ts')}`, `./test/editor/suites/${name}`]),
    ),
  },
  output: {
    path: join(root, 'out/editor'),
    filename: '[name].js',
    library: { type: 'commonjs2' },
    clean: true,
  },
  externals: { vscode: 'commonjs vscode', mocha: 'node-commonjs mocha' },
};

export default [extension, server, cli, pages, editorTests];

/**
 * What a bundle loads when it is first needed lies in a folder of its own, emptied by each build, so that nothing of a
 * former build gets into the package.
 * @param {string} folder
 */
function parts(folder) {
  return {
    chunkFilename: `${folder}/[name].js`,
    clean: { keep: (/** @type {string} */ file) => !file.startsWith(`${folder}/`) },
  };
}

/** @param {string} path */
function folders(path) {
  return readdirSync(join(root, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(root, path, entry.name));
}

/** The icon font of the editor, for pages that show its icons. */
function copyIcons() {
  const to = join(dist, 'media');
  mkdirSync(to, { recursive: true });
  for (const name of ['codicon.css', 'codicon.ttf']) {
    copyFileSync(join(root, 'node_modules/@vscode/codicons/dist', name), join(to, name));
  }
}

/** The C parser and its runtime, which the server loads from beside itself. */
function copyGrammar() {
  mkdirSync(dist, { recursive: true });
  for (const file of ['web-tree-sitter/web-tree-sitter.wasm', 'tree-sitter-c/tree-sitter-c.wasm']) {
    copyFileSync(join(root, 'node_modules', file), join(dist, basename(file)));
  }
}
