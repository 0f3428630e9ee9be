// A security key, or the finger on a telephone: the browser asks for it, and the form carries its answer. The library
// beside this file turns what the server says into what browsers understand, and back.
const options = JSON.parse(document.getElementById("key-options").textContent);
const button = document.querySelector("[data-security-key]");
const form = button.closest("form");
const problem = form.querySelector("[data-security-key-problem]");

button.addEventListener("click", async () => {
  problem.hidden = true;
  try {
    const { webauthnJSON } = window;
    const said = options.creation_options
      ? await webauthnJSON.create(options.creation_options)
      : await webauthnJSON.get(options.request_options);
    form.elements.credential.value = JSON.stringify(said);
    form.submit();
  } catch {
    problem.hidden = false; // taken back, too late, or no key that is known here
  }
});
