//! Windows that share a theme until one of them changes it.

use std::rc::Rc;

struct Theme {
    font: String,
    size: u32,
}

impl Clone for Theme {
    fn clone(&self) -> Self {
        println!("(theme copied)");
        Theme {
            font: self.font.clone(),
            size: self.size,
        }
    }
}

struct Window {
    theme: Rc<Theme>,
}

impl Window {
    fn new(theme: Rc<Theme>) -> Window {
        Window { theme }
    }

    /// Enlarges the text of this window, and of no other.
    fn enlarge(&mut self, by: u32) {
        let mut size = self.theme.size;
        size += by;
    }

    fn theme(&self) -> &Rc<Theme> {
        &self.theme
    }
}

fn main() {
    let standard = Rc::new(Theme {
        font: "Mono".to_owned(),
        size: 12,
    });
    let mut help = Window::new(Rc::clone(&standard));
    let editor = Window::new(standard);

    help.enlarge(4);
    help.enlarge(2);

    for (name, window) in [("help", help), ("editor", editor)] {
        let theme = window.theme();
        println!("{name}: {} {}", theme.font, theme.size);
    }
}
