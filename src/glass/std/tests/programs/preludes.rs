//! The preludes, even if the program imports them itself, and `thread_local!` with the methods of its keys.
// editions: 2018 2021 2024

#![no_implicit_prelude]

mod first {
    use ::std::prelude::v1::*;
    pub fn run() {
        println!("{:?}", vec![Some(1), None].into_iter().map(|x: Option<u8>| x.is_some()).collect::<Vec<_>>());
    }
}
mod second {
    use ::std::prelude::rust_2015::*;
    pub fn run() {
        let boxed: Box<str> = "a".to_string().into();
        println!("{boxed}");
    }
}
mod third {
    use ::std::prelude::rust_2018::*;
    pub fn run() {
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
        struct Derived(u8);
        dbg!(Derived::default());
        assert!(Derived(1) > Derived(0));
    }
}
mod fourth {
    use ::std::prelude::rust_2021::*;
    pub fn run() {
        let narrow: u8 = 300_i32.try_into().unwrap_or_default();
        eprint!("{narrow}\n");
        print!("{}\n", format!("{}", u16::try_from(3).unwrap()));
    }
}
mod fifth {
    use ::std::cell::{Cell, RefCell};
    use ::std::prelude::rust_2024::*;
    thread_local! {
        /// Documented.
        #[allow(dead_code)]
        pub(super) static LIST: RefCell<Vec<u8>> = { println!("made"); RefCell::new(vec![1]) };
        static LATE: RefCell<String> = panic!("not this one");
        static EAGER: RefCell<u8> = const { RefCell::new(4) };
        static PLAIN: Cell<u8> = Cell::new(1);
        static UNMADE: Cell<u8> = panic!("nor this one");
        static FUNCTION: Box<dyn Fn(u8) -> u8> = Box::new(|x| x + 1);
    }
    thread_local!(static SINGLE: RefCell<u8> = RefCell::new(2));
    thread_local! {}
    pub fn run() {
        LATE.set("set".to_owned());
        LATE.with_borrow(|late| println!("{late}"));
        LIST.with_borrow_mut(|list| list.push(2));
        println!("{:?} {:?}", LIST.replace(vec![3]), LIST.take());
        LIST.set(vec![4, 5]);
        println!("{}", LIST.with_borrow(Vec::len));
        EAGER.set(9);
        println!("{} {}", EAGER.take(), SINGLE.take());
        PLAIN.set(2);
        UNMADE.set(3);
        println!("{} {} {} {}", PLAIN.get(), PLAIN.replace(4), PLAIN.take(), UNMADE.get());
        println!("{}", FUNCTION.with(|function| function(1)));
        println!("{LIST:?} {}", LIST.try_with(|list| list.borrow().len()).unwrap());
    }
}

fn main() {
    first::run();
    second::run();
    third::run();
    fourth::run();
    fifth::run();
}
