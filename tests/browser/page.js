// Runs in the page: what the tests and the benchmark have to see from inside.
window.dnn = {
  cells: () => window.jupyterapp.shell.currentWidget.content.widgets,

  // A notebook that is run before its kernel has answered asks for a kernel in a dialog.
  connected: () => {
    const { isReady, hasNoKernel, session } = window.jupyterapp.shell.currentWidget.sessionContext;
    return isReady && !hasNoKernel && session.kernel.connectionStatus === "connected" && session.kernel.status === "idle";
  },

  run: () => {
    const { commands } = window.jupyterapp;
    dnn.outcome = null;
    commands.execute("notebook:clear-all-cell-outputs")
      .then(() => commands.execute("notebook:run-all-cells"))
      .then((outcome) => { dnn.outcome = String(outcome); }, (problem) => { dnn.outcome = String(problem); });
  },

  // As Kernel > Restart Kernel does, without its question.
  restart: () => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart(),

  finished: () => dnn.outcome !== null && dnn.connected(),

  errors: () =>
    dnn.cells().flatMap((cell, place) =>
      (cell.model.type === "code" ? cell.model.outputs.toJSON() : [])
        .filter((output) => output.output_type === "error")
        .map((output) => `cell ${place}: ${output.ename}: ${output.evalue}`)),

  // What a style writes over each live view, "" for nothing.
  lines: () =>
    [...document.querySelectorAll(".dnnlib-live")]
      .map((view) => getComputedStyle(view, "::before").content)
      .map((content) => (content === "none" ? "" : content.slice(1, -1))),

  image: (mark) => document.querySelector(`.${mark} img`),

  digest: async (mark) => {
    const image = dnn.image(mark);
    if (!image || !image.src) return null;
    // The widget revokes a picture's address when the next one comes: then ask again.
    const bytes = await fetch(image.src).then((answer) => answer.arrayBuffer()).catch(() => null);
    if (bytes === null) return dnn.digest(mark);
    const digest = await crypto.subtle.digest("SHA-256", bytes);
    return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  },

  // Counts the pictures that an explorer is given from now on.
  count: (mark) => {
    dnn.pictures = 0;
    if (dnn.counter) dnn.counter.disconnect();
    dnn.counter = new MutationObserver((changes) => { dnn.pictures += changes.length; });
    dnn.counter.observe(dnn.image(mark), { attributes: true, attributeFilter: ["src"] });
  },

  // Resolves when the kernel has been idle and the page still for a third of a second.
  quiet: (selector) => new Promise((resolve) => {
    const place = document.querySelector(selector);
    let since = performance.now();
    const observer = new MutationObserver(() => { since = performance.now(); });
    observer.observe(place, { attributes: true, childList: true, subtree: true });
    const timer = setInterval(() => {
      if (!dnn.connected()) since = performance.now();
      if (performance.now() - since < 333) return;
      clearInterval(timer);
      observer.disconnect();
      resolve();
    }, 20);
  }),

  // Time of the next keydown to the paint of the next picture under `selector`: milliseconds, by the page's clock.
  time: (selector) => {
    const place = document.querySelector(selector);
    const newest = () => [...place.querySelectorAll("img")].pop(); // an Output gets a new element, an Image a new src
    const before = newest()?.src;
    dnn.timing = new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error(`no new picture under ${selector} in 20 s`)), 20000);
      let pressed = null;
      document.addEventListener("keydown", (event) => { pressed = event.timeStamp; }, { capture: true, once: true });
      const observer = new MutationObserver(async () => {
        const image = newest();
        if (pressed === null || !image?.src || image.src === before) return;
        observer.disconnect();
        await image.decode();
        requestAnimationFrame(() => {
          const channel = new MessageChannel(); // its message comes after the frame has been painted
          channel.port1.onmessage = () => resolve(performance.now() - pressed);
          channel.port2.postMessage(null);
        });
      });
      observer.observe(place, { attributes: true, attributeFilter: ["src"], childList: true, subtree: true });
    });
  },
};
