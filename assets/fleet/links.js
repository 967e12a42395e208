
"use strict";
(() => {
  const fleet = JSON.parse(document.getElementById("fleet").textContent);
  const at = (id) => document.getElementById(id);
  const search = at("search"), mask = at("mask"), lines = at("lines");
  let masked = false;

  // --- what is shown ------------------------------------------------------------------------------------------------

  const make = (tag, name, text) => {
    const element = document.createElement(tag);
    if (name) element.className = name;
    if (text !== undefined) element.textContent = text;
    return element;
  };
  const button = (text, label, act) => {
    const element = make("button", "", text);
    element.type = "button";
    element.setAttribute("aria-label", label);
    element.addEventListener("click", act);
    return element;
  };

  // The same thing has the same letter everywhere on the page.
  const letters = { id: new Map(), email: new Map() };
  const letter = (kind, value) => {
    const given = letters[kind];
    if (!given.has(value)) given.set(value, given.size);
    let number = given.get(value), name = "";
    do { name = String.fromCharCode(65 + (number % 26)) + name; number = Math.floor(number / 26) - 1; } while (number >= 0);
    return name;
  };
  const hidden = (text) => text
    .replace(/[^\s@<>(),;:"']+@[^\s@<>(),;:"']+/g, (found) => `${letter("email", found)}•••@•••`)
    .replace(/\d{4}[ -]?\d{4}[ -]?\d{4}/g, (found) => `${letter("id", found.replace(/\D/g, ""))}••• •••• ••••`);
  const shown = (text) => masked ? hidden(text) : text;
  const grouped = (id) => id.replace(/^(\d{4})(\d{4})(\d{4})$/, "$1 $2 $3");

  const say = (text) => { at("said").textContent = shown(text); };
  const open = (row) => {
    if (row.account.address) window.open(row.account.address, "_blank", "noopener,noreferrer");
    else say(`Simulated: nothing to open for ${row.account.name}.`);
  };
  const copy = async (text, profile) => {
    try {
      await navigator.clipboard.writeText(text);
      say(`Copied the profile ${profile}.`);
    } catch {
      // The person copies what is selected, so it is whole; what is seen of it may be dots.
      lines.value = text;
      lines.classList.toggle("dots", masked);
      at("copying").showModal();
      lines.focus();
      lines.select();
    }
  };

  const row = (account, group) => {
    const item = make("li"), link = make("a", "open"), name = make("bdi", "name"), more = make("span", "more");
    const copies = button("Copy profile", "", () => copy(account.lines, account.profile));
    link.append(name, more);
    item.append(link, copies);
    const words = [account.name, account.id, account.email, group.name, group.role, account.profile].join("\n").toLowerCase();
    const made = { account, item, link, words };
    link.addEventListener("click", (event) => {
      if (link.href) return;
      event.preventDefault();
      open(made);
    });
    made.draw = () => {
      name.textContent = shown(account.name);
      more.textContent = shown([grouped(account.id), account.email, `--profile ${account.profile}`].filter(Boolean).join(" · "));
      copies.setAttribute("aria-label", `Copy profile ${shown(account.profile)}`);
      // A browser shows where a link leads, which a mask would not cover.
      if (masked || !account.address) {
        link.removeAttribute("href");
        link.setAttribute("role", "link");
        link.tabIndex = 0;
      } else {
        link.href = account.address;
        link.target = "_blank";
        link.rel = "noopener noreferrer";
        link.removeAttribute("role");
        link.removeAttribute("tabindex");
      }
    };
    return made;
  };

  const sections = fleet.groups.map((group, number) => {
    const section = make("section"), head = make("div", "head"), title = make("h2"), list = make("ul");
    const count = make("span", "quiet");
    title.id = `group-${number}`;
    title.append(make("bdi", "group", group.name));
    section.setAttribute("aria-labelledby", title.id);
    section.style.setProperty("--group", `#${group.color}`);
    head.append(title, make("span", "quiet", group.role), count);
    head.append(button("Copy group’s profile", `Copy profile ${group.profile}`, () => copy(group.lines, group.profile)));
    const rows = group.accounts.map((account) => row(account, group));
    list.append(...rows.map((one) => one.item));
    section.append(head, list);
    return { section, count, rows };
  });
  const rows = sections.flatMap((one) => one.rows);
  const seen = () => rows.filter((one) => !one.item.hidden);

  // --- what is looked for -------------------------------------------------------------------------------------------

  const counted = (number, what) => `${number} ${what}${number === 1 ? "" : "s"}`;
  const filter = () => {
    const wanted = search.value.toLowerCase().replace(/(\d{4})[ -](?=\d)/g, "$1").split(/\s+/).filter(Boolean);
    for (const one of sections) {
      let found = 0;
      for (const each of one.rows) {
        each.item.hidden = !wanted.every((word) => each.words.includes(word));
        found += each.item.hidden ? 0 : 1;
      }
      one.section.hidden = wanted.length > 0 && found === 0;
      one.count.textContent = counted(found, "account");
    }
    const found = seen().length;
    at("count").textContent = wanted.length ? `${found} of ${counted(rows.length, "link")}` : counted(rows.length, "link");
  };

  const draw = () => {
    mask.setAttribute("aria-pressed", String(masked));
    rows.forEach((one) => one.draw());
    say("");
  };

  // --- keys ---------------------------------------------------------------------------------------------------------

  const move = (by) => {
    const there = seen(), here = there.findIndex((one) => one.item.contains(document.activeElement));
    if (here < 0 && by < 0) return;
    if (here + by < 0) search.focus();
    else there[Math.min(here + by, there.length - 1)]?.link.focus();
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || at("copying").open) return;
    const typing = document.activeElement === search, link = document.activeElement?.classList.contains("open");
    const acts = {
      "/": !typing && (() => { search.focus(); search.select(); }),
      "ArrowDown": () => move(1),
      "ArrowUp": !typing && (() => move(-1)),
      "Home": link && (() => seen()[0]?.link.focus()),
      "End": link && (() => seen().at(-1)?.link.focus()),
      "Enter": (typing || link) && (() => {
        const chosen = typing ? seen()[0] : rows.find((one) => one.link === document.activeElement);
        if (chosen) open(chosen);
      }),
      "Escape": () => { search.value = ""; filter(); search.focus(); },
    };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  search.addEventListener("input", filter);
  mask.addEventListener("click", () => { masked = !masked; draw(); });

  masked = fleet.masked || location.hash === "#masked";
  at("simulated").hidden = !fleet.simulated;
  at("groups").append(...sections.map((one) => one.section));
  draw();
  filter();
  search.focus();
})();
