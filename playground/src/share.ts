// Dialogs with a text to take along: a link, a script.

import { byId, tell } from "./dom";

export class Share {
  private readonly dialog = byId<HTMLDialogElement>("share");
  private readonly heading = byId("share-heading");
  private readonly about = byId("share-about");
  private readonly text = byId<HTMLTextAreaElement>("share-text");
  private readonly done = byId("share-done");

  constructor() {
    byId("share-copy").addEventListener("click", () => void this.copy());
    byId("share-close").addEventListener("click", () => this.dialog.close());
  }

  show(heading: string, about: string, text: string): void {
    tell(this.heading, heading);
    tell(this.about, about);
    tell(this.done, "");
    this.text.value = text;
    this.text.rows = Math.min(22, text.split("\n").length + (text.includes("\n") ? 0 : 2));
    this.dialog.showModal();
    this.text.select();
  }

  private async copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.text.value);
      tell(this.done, "Copied.");
    } catch {
      this.text.select(); // a browser that keeps its clipboard to itself
      tell(this.done, "Selected: copy it with your keyboard.");
    }
  }
}
