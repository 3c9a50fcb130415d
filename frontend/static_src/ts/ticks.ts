// Browsers bring ticks back when somebody returns to a page. Whoever holds the phone then finds none.

export function forgetTicks(): void {
  addEventListener("pageshow", (event) => {
    const [arrival] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
    if (!event.persisted && arrival?.type === "navigate") return; // she may have ticked while it loaded
    document.querySelectorAll<HTMLInputElement>(".tick input").forEach((box) => (box.checked = false));
  });
}
