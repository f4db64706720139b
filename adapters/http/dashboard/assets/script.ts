/**
 * The one script of the dashboard. It listens to the server, and has the part of the page that shows how things stand drawn anew by the server
 * when something has changed. Pages do without it: they then show how things stood when they were loaded.
 */
export const script: string = `
"use strict";
(() => {
  const url = document.body.dataset.live;
  const connection = document.getElementById("connection");
  const longest = 300;
  let source;
  let wait = 1000;
  let stale = false;
  let busy = false;
  let paused = false;

  const say = (text, state) => {
    if (!connection || connection.textContent === text) return;
    connection.textContent = text;
    connection.className = state;
  };

  const opened = () => [...document.querySelectorAll("details[open][data-key]")].map((one) => one.dataset.key);
  const withinForm = () => {
    const at = document.activeElement;
    const part = document.getElementById("live-part");
    return !!at && !!part && part.contains(at) && /^(INPUT|SELECT|TEXTAREA)$/.test(at.tagName);
  };
  const placeOf = (element) => {
    const all = [...document.querySelectorAll("#live-part a, #live-part button, #live-part summary, #live-part [tabindex]")];
    return all.indexOf(element);
  };

  // Draws anew what the server now says, and leaves alone what the reader is at.
  const refresh = async () => {
    stale = true;
    if (busy || paused || document.hidden || withinForm()) return;
    busy = true;
    stale = false;
    try {
      const answer = await fetch(location.href, { headers: { accept: "text/html" }, redirect: "manual" });
      if (answer.status === 401) return location.reload();
      if (!answer.ok) return;
      const next = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("live-part");
      const part = document.getElementById("live-part");
      if (!next || !part || withinForm() || next.innerHTML === part.innerHTML) return;
      const keys = new Set(opened());
      const place = part.contains(document.activeElement) ? placeOf(document.activeElement) : -1;
      const scrolled = [...part.querySelectorAll("pre, .picture")].map((one) => [one.scrollLeft, one.scrollTop]);
      for (const one of next.querySelectorAll("details[data-key]")) if (keys.has(one.dataset.key)) one.open = true;
      part.replaceChildren(...next.childNodes);
      [...part.querySelectorAll("pre, .picture")].forEach((one, nth) => {
        if (scrolled[nth]) [one.scrollLeft, one.scrollTop] = scrolled[nth];
      });
      const all = document.querySelectorAll("#live-part a, #live-part button, #live-part summary, #live-part [tabindex]");
      if (place >= 0 && all[place]) all[place].focus({ preventScroll: true });
    } catch {
      stale = true;
    } finally {
      busy = false;
      setTimeout(() => { if (stale) refresh(); }, 1000);
    }
  };

  const addRows = (html) => {
    const rows = document.getElementById("tail");
    if (!rows || paused) return;
    const made = document.createElement("template");
    made.innerHTML = html;
    rows.prepend(made.content);
    while (rows.children.length > longest) rows.lastElementChild.remove();
    const none = document.getElementById("tail-empty");
    if (none) none.remove();
  };

  const listen = () => {
    source = new EventSource(url);
    source.onopen = () => {
      wait = 1000;
      say("live", "on");
      if (!document.getElementById("tail")) refresh();
    };
    source.addEventListener("changed", () => { if (!document.getElementById("tail")) refresh(); });
    source.addEventListener("rows", (event) => addRows(JSON.parse(event.data)));
    source.addEventListener("left", () => location.reload());
    source.onerror = () => {
      say("connection lost, trying again", "off");
      if (source.readyState !== EventSource.CLOSED) return;
      // A server that answers with an error ends the stream for good: the page asks again by itself, or for the login.
      setTimeout(async () => {
        const answer = await fetch(location.href, { redirect: "manual" }).catch(() => undefined);
        if (answer && answer.status === 401) location.reload();
        else listen();
      }, wait);
      wait = Math.min(wait * 2, 15000);
    };
  };

  document.addEventListener("visibilitychange", () => { if (!document.hidden && stale) refresh(); });
  document.addEventListener("focusout", () => { if (stale) setTimeout(refresh, 0); });
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || /^(INPUT|SELECT|TEXTAREA|PRE)$/.test(event.target.tagName)) return;
    const way = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
    const link = way && document.querySelector('a[rel="' + way + '"]');
    if (link) link.click();
  });
  const pause = document.getElementById("pause");
  if (pause) {
    pause.hidden = false;
    pause.addEventListener("click", () => {
      paused = !paused;
      pause.textContent = paused ? "Go on" : "Pause";
      pause.setAttribute("aria-pressed", String(paused));
      if (paused) {
        source.close();
        say("paused", "");
      }
      else location.reload();
    });
  }
  if (url) listen();
})();
`;
