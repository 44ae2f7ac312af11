// The ring closes in what a trait object owns; one plugin owns nothing.
use std::sync::{Arc, Mutex};

trait Plugin: Send + Sync {}

struct Trim;

impl Plugin for Trim {}

struct Expand {
    _source: Box<dyn Fn() -> usize + Send + Sync>,
}

impl Plugin for Expand {}

#[derive(Default)]
struct Host {
    plugins: Mutex<Vec<Arc<dyn Plugin>>>,
    names: Mutex<Vec<String>>,
}

impl Host {
    fn register(&self, plugin: Arc<dyn Plugin>) {
        self.plugins.lock().unwrap().push(plugin); //~ writes _push, ends _push
    }
}

fn count(host: &Arc<Host>) -> Expand {
    let host = Arc::clone(host);
    Expand { _source: Box::new(move || host.names.lock().unwrap().len()) }
}

fn main() {
    for _ in 0..2 {
        let host = Arc::new(Host::default());
        host.names.lock().unwrap().push("host".to_owned()); //~ writes _name, ends _name
        host.register(Arc::new(Trim));
        host.register(Arc::new(count(&host)));
    }
}
//= At least 2 `Host` values were never dropped, although the program finished: a reference cycle keeps them alive. `plugins` may close the cycle: handles are stored in it on line 24 (in `register`, called by `main` on line 38).
//? a value that is stored on line 24 owns a handle to a `Host`: make that handle a `Weak`
