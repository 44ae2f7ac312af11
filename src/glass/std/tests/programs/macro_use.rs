//! The macros from the crate's root, where older compilers find them.
// editions: 2015 2024

#![no_std]

#[macro_use]
extern crate std;

mod inside {
    pub fn speak() {
        println!("in a module {}", 1);
        eprintln!("to stderr");
        dbg!(1);
        print!("{:?}\n", vec![1]);
        assert_eq!(format!("{}", 1), "1");
    }
}

thread_local! {
    static KEY: core::cell::Cell<u8> = core::cell::Cell::new(1);
}

fn main() {
    inside::speak();
    println!("{}", KEY.with(core::cell::Cell::get));
    println!();
}
