//! Names of the program's own that must not confuse the macros, and macros that are imported by name.
// editions: 2018 2021 2024

use std::{dbg as show, println as say};

#[allow(dead_code)]
mod io {}
#[allow(dead_code)]
mod fmt {}
#[allow(dead_code)]
enum Option {
    Some,
    None,
}

mod own {
    macro_rules! println {
        ($($said:tt)*) => { std::println!("own: {}", format_args!($($said)*)) };
    }
    pub(crate) use println;
    pub fn speak() {
        println!("{}", 1);
    }
}

mod globbed {
    use std::*;
    pub fn speak() {
        println!("{}", mem::size_of::<u8>());
        let v = vec![1];
        assert_eq!(v, [1]);
    }
}

std::thread_local! {
    static TMP: std::cell::RefCell<i32> = std::cell::RefCell::new(1);
}

fn main() {
    say!("{}", 1);
    show!(2);
    own::speak();
    globbed::speak();
    let tmp = 5;
    let value = 6;
    println!("{tmp} {value} {}", dbg!(tmp));
    println!("{}", TMP.with(|tmp| *tmp.borrow()));
    let _ = (Option::Some, Option::None);
}
