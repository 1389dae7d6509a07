/** A button of a panel's toolbar: an icon with its meaning as tooltip and label. */
import { html, type TemplateResult } from 'lit';

/** `pressed` makes it a switch. The button itself is handed over for what opens under it. */
export function toolbarButton(button: {
  icon: string;
  label: string;
  pressed?: boolean;
  run: (button: HTMLElement) => void;
}): TemplateResult {
  const { icon, label, pressed, run } = button;
  return html`<vscode-toolbar-button
    icon=${icon}
    label=${label}
    title=${label}
    ?toggleable=${pressed !== undefined}
    .checked=${pressed === true}
    @click=${(event: Event) => event.currentTarget instanceof HTMLElement && run(event.currentTarget)}
  ></vscode-toolbar-button>`;
}
