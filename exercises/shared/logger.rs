//! A logger that numbers its lines, and two parts of a program that use it.

struct Logger {
    name: String,
    lines: u32,
}

impl Logger {
    fn log(&self, message: &str) {
        self.lines += 1;
        println!("{} {}: {message}", self.name, self.lines);
    }
}

fn main() {
    let logger = Logger {
        name: "app".to_owned(),
        lines: 0,
    };
    let (auth, api) = (&logger, &logger);
    auth.log("login");
    api.log("request");
}
