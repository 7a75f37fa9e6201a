{
  const form = page.find("form");
  const first = page.find("new-password");
  const again = page.find("again");
  const show = page.find("show");
  const submit = page.find("submit");
  let token = null;

  const begin = () => {
    token = page.takeToken();
    clear();
    page.show(token ? "form" : "missing");
    if (token) first.focus();
  };

  const hide = () => {
    first.type = again.type = show.checked ? "text" : "password";
  };

  const compare = () => {
    again.setCustomValidity(first.value === again.value ? "" : "The two passwords differ.");
  };

  const clear = () => {
    form.reset();
    hide();
    compare();
  };

  first.addEventListener("input", compare);
  again.addEventListener("input", compare);
  show.addEventListener("change", hide);

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (submit.disabled) return;
    submit.disabled = true;
    page.tell("");
    const answer = await page.post("api/v1/auth/reset-password", {
      reset_token: token,
      new_password: first.value,
    });
    submit.disabled = false;
    if (answer.ok || answer.body.code === "invalid_reset_token") {
      token = null;
      clear();
      page.show(answer.ok ? "done" : "dead");
    } else {
      page.tellRefusal(answer);
      first.focus();
    }
  });

  // The link opened once more where this page is open already.
  addEventListener("hashchange", () => {
    if (location.hash) begin();
  });

  begin();
}
