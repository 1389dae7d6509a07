/** The page of the Trace view: its elements and its style. */
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import '../table/dataTable';
import '../table/popupMenu';
import './tracePanel';
import './trace.css';
