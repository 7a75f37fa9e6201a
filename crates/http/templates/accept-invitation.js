{
  const account = page.find("account");
  const newcomer = page.find("newcomer");
  const email = { account: page.find("account-email"), newcomer: page.find("newcomer-email") };
  const password = { account: page.find("account-password"), newcomer: page.find("newcomer-password") };
  const reveal = { account: page.find("account-show"), newcomer: page.find("newcomer-show") };
  const first = { account: email.account, newcomer: page.find("first-name") };
  let token = null;
  let way = "account";
  let busy = false;

  const begin = () => {
    token = page.takeToken();
    clear();
    page.show(token ? "ways" : "missing");
  };

  const hide = () => {
    for (const name of ["account", "newcomer"]) password[name].type = reveal[name].checked ? "text" : "password";
  };

  const clear = () => {
    account.reset();
    newcomer.reset();
    hide();
  };

  // The address goes along, so that nobody types it twice.
  const go = (to) => {
    if (busy) return;
    if (to !== way && !email[to].value) email[to].value = email[way].value;
    way = to;
    page.show(to);
    first[to].focus();
  };

  // What was typed stays out of the page once it is not needed any more.
  const finish = (part) => {
    password.account.value = password.newcomer.value = "";
    page.show(part);
  };

  const succeed = (part, line, tenant, organization) => {
    token = null;
    clear();
    // A tenant and its first organization have one name.
    const names = [...new Set([organization, tenant].filter(Boolean))].join(" at ");
    page.find(line).textContent = names ? `You have joined ${names}.` : "You have joined.";
    finish(part);
  };

  const refuse = (answer) => {
    const { code } = answer.body;
    if (code === "invalid_invite_token") finish("dead");
    else if (code === "email_not_verified") finish("unverified");
    else if (code === "email_taken") {
      go("account");
      page.tell("this address has an account already; sign in with it to accept");
      password.account.focus();
    } else {
      page.tellRefusal(answer);
      password[way].focus();
    }
  };

  // A session for a moment: the page keeps nothing, so it ends whatever comes of it.
  const signedIn = async (address, secret, work) => {
    const login = await page.post("api/v1/auth/login", { email: address, password: secret });
    if (!login.ok) return login;
    const bearer = login.body.access_token;
    const answer = await work(bearer);
    await page.call("POST", "api/v1/auth/logout", { bearer });
    return answer;
  };

  const accept = async () => {
    const answer = await signedIn(email.account.value, password.account.value, (bearer) =>
      page.call("POST", "api/v1/invitations/accept", { body: { invite_token: token }, bearer }));
    return () => {
      if (!answer.ok) return refuse(answer);
      const { tenant, organization } = answer.body;
      succeed("done", "joined", tenant?.name, organization?.name);
    };
  };

  const signUp = async () => {
    const [address, secret] = [email.newcomer.value, password.newcomer.value];
    const answer = await page.post("api/v1/auth/signup", {
      email: address,
      password: secret,
      first_name: first.newcomer.value,
      last_name: page.find("last-name").value,
      invite_token: token,
    });
    if (!answer.ok) return () => refuse(answer);
    // Whoever is new is in what they were invited to, and in nothing else. Without an answer it stays unnamed.
    let tenant, organization;
    await signedIn(address, secret, async (bearer) => {
      const tenants = await page.call("GET", "api/v1/users/me/tenants", { bearer });
      const organizations = await page.call("GET", "api/v1/orgs", { bearer });
      tenant = tenants.body.data?.[0]?.name;
      organization = organizations.body.data?.[0]?.name;
    });
    return () => succeed("done-new", "joined-new", tenant, organization);
  };

  // What came of it is shown once the buttons work again.
  const submit = (form, work) => form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    const buttons = form.querySelectorAll("button");
    const rest = (resting) => {
      busy = resting;
      for (const button of buttons) button.disabled = resting;
    };
    rest(true);
    page.tell("");
    const show = await work();
    rest(false);
    show();
  });

  submit(account, accept);
  submit(newcomer, signUp);
  for (const name of ["account", "newcomer"]) reveal[name].addEventListener("change", hide);
  for (const button of document.querySelectorAll(".other")) {
    button.addEventListener("click", () => go(button.dataset.to));
  }
  page.find("have-account").addEventListener("click", () => go("account"));
  page.find("am-new").addEventListener("click", () => go("newcomer"));
  page.find("verified").addEventListener("click", () => go("account"));
  page.find("another").addEventListener("click", () => go(way));

  // The link opened once more where this page is open already.
  addEventListener("hashchange", () => {
    if (location.hash) begin();
  });

  begin();
}
