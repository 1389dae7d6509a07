/** The page of a map, of events and of global variables: its elements and its style. */
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import 'uplot/dist/uPlot.min.css';
import '../table/dataTable';
import '../table/popupMenu';
import './entryForm';
import './recordsPanel';
import './seriesChart';
import './records.css';
