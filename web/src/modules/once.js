// One press sends a form once: its buttons say so and rest. Without script the server guards the same.

export default function once(form) {
  let sent = false;
  form.addEventListener('submit', (event) => {
    if (sent) {
      event.preventDefault();
      return;
    }
    sent = true;
    const pressed = event.submitter;
    // The pressed button must still be in the post, so it is changed only after the browser has gathered the fields.
    setTimeout(() => {
      for (const button of form.querySelectorAll('button:not([type="button"])')) button.disabled = true;
      if (pressed && form.dataset.busy && !pressed.hasAttribute('formnovalidate')) pressed.textContent = form.dataset.busy;
    }, 0);
  });
  // Coming back by the Back button of the browser finds the form ready again.
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) window.location.reload();
  });
}
