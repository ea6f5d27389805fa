// An extension of JupyterLab and Notebook 7, written by hand as what a build would make of it.
(() => {
  const VIEW = "application/vnd.jupyter.widget-view+json";

  // Where a widget's model is gone, the page would say "Error displaying widget", or that it is loading for ever.
  // What dnnlib stores beside the widget (dnnlib/live/words.py) says how to make it live, and stands there instead.
  const patched = new WeakSet();
  function sayHowToMakeItLive(rendermime) {
    const renderer = rendermime.getFactory(VIEW)?.createRenderer({ mimeType: VIEW });
    if (!renderer || patched.has(renderer.constructor)) return;
    patched.add(renderer.constructor);
    const { renderModel } = renderer.constructor.prototype;
    renderer.constructor.prototype.renderModel = async function (model) {
      await renderModel.call(this, model);
      const line = model.data["text/plain"];
      if (!this.widgets.length && line?.startsWith("Run this cell")) this.node.textContent = line;
    };
    renderer.dispose();
  }

  // ipywidgets marks its views when a kernel is restarted, but not when it is shut down, replaced, or dies.
  function markWithoutKernel(notebook, sessionContext) {
    const mark = () => notebook.node.querySelectorAll(".dnnlib-live")
      .forEach((view) => view.classList.add("jupyter-widgets-disconnected"));
    sessionContext.kernelChanged.connect(mark);
    sessionContext.statusChanged.connect((_, status) => { if (/^(auto)?restarting|dead$/.test(status)) mark(); });
  }

  // Shift+Enter brings the next cell into view; a picture that is new may then be out of it.
  function bringIntoView(_, { notebook, cell }) {
    const next = notebook.widgets.indexOf(cell) + 1;
    if (notebook.activeCellIndex !== next && notebook.activeCell !== cell) return;
    setTimeout(() => {
      const view = cell.outputArea?.node.querySelector(".dnnlib-live, .jp-RenderedImage");
      const fits = view?.offsetHeight <= notebook.node.clientHeight;
      view?.scrollIntoView({ block: fits ? "nearest" : "start" });
    }, 400);
  }

  // A click on a slider's track moves its handle, but the page keeps the keyboard.
  function giveTheKeyboard({ target }) {
    target.closest?.(".dnnlib-live .noUi-target")?.querySelector(".noUi-handle")?.focus();
  }

  // One key for the page, before the next class.
  function resetAll({ commands }) {
    const execute = () => document.querySelectorAll(".dnnlib-reset").forEach((button) => button.click());
    commands.addCommand("dnnlib:reset-all", { label: "Reset every explorer of the page", execute });
    commands.addKeyBinding({ command: "dnnlib:reset-all", keys: ["Alt Shift R"], selector: "body" });
  }

  let shared;
  const plugin = {
    id: "dnnlib:live",
    autoStart: true,
    activate: async (app) => {
      document.addEventListener("click", giveTheKeyboard);
      resetAll(app);
      app.docRegistry.addWidgetExtension("Notebook", {
        createNew: ({ content }, { sessionContext }) => {
          sayHowToMakeItLive(content.rendermime);
          markWithoutKernel(content, sessionContext);
        },
      });
      const { NotebookActions } = (await Object.values(shared["@jupyterlab/notebook"])[0].get())();
      NotebookActions.executed.connect(bringIntoView);
    },
  };
  (window._JUPYTERLAB ??= {}).dnnlib = {
    init: (scope) => { shared = scope; },
    get: async () => () => ({ __esModule: true, default: plugin }),
  };
})();
