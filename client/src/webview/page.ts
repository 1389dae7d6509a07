/**
 * Writes the page of a webview: its script and style from `dist/media`, and a content policy that lets nothing else
 * in. Scripts run by nonce; nothing is fetched from anywhere but the extension's own files.
 */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** Where the bundles of the pages lie; the only folder that a page may load from. */
export function mediaRoot(extensionUri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extensionUri, 'dist', 'media');
}

export interface PageOptions {
  extensionUri: vscode.Uri;
  /** Names the bundle: `trace` loads `trace.js` and `trace.css`. */
  name: string;
  title: string;
  /** The custom element that is the page. */
  element: string;
}

export function page(webview: vscode.Webview, { extensionUri, name, title, element }: PageOptions): string {
  const nonce = randomBytes(16).toString('base64');
  const file = (path: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(mediaRoot(extensionUri), path)).toString();
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    // Elements of the component library carry style attributes, which no nonce can allow.
    `style-src ${webview.cspSource} 'unsafe-inline'`,
    `font-src ${webview.cspSource}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escape(vscode.env.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" id="vscode-codicon-stylesheet" href="${file('codicon.css')}">
<link rel="stylesheet" href="${file(`${name}.css`)}">
<title>${escape(title)}</title>
</head>
<body>
<${element}></${element}>
<script nonce="${nonce}" src="${file(`${name}.js`)}"></script>
</body>
</html>`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
