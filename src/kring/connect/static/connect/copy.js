// Copy what stands in a field, and say that it was done. Without scripts the field itself can be copied.
document.addEventListener("click", async (event) => {
  const button = event.target instanceof Element && event.target.closest("[data-copy]");
  const field = button && document.getElementById(button.dataset.copy);
  if (!field) return;
  const said = button.parentElement.querySelector("[data-copy-status]");
  try {
    await navigator.clipboard.writeText(field.value);
    said.textContent = button.dataset.copied;
  } catch {
    field.focus();
    field.select();
  }
});
