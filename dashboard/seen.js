/** A page that nobody sees asks for nothing. */
export async function whenSeen() {
  if (!document.hidden) return;
  await new Promise((resolve) => document.addEventListener('visibilitychange', resolve, { once: true }));
}
