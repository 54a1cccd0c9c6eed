//! The number types of the format.

macro_rules! dtypes {
    ($($name:ident = $text:literal, $bytes:literal;)*) => {
        /// The type of a tensor's numbers.
        #[allow(non_camel_case_types, missing_docs)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Dtype { $($name,)* }

        impl Dtype {
            /// As the file spells it: `F32`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// The size of one number.
            pub const fn bytes(self) -> usize {
                match self { $(Self::$name => $bytes,)* }
            }

            pub(super) fn of(name: super::Text<'_>) -> Option<Self> {
                $(if name == *$text { return Some(Self::$name); })*
                None
            }
        }
    };
}

dtypes! {
    Bool = "BOOL", 1;
    U8 = "U8", 1;
    I8 = "I8", 1;
    F8E5M2 = "F8_E5M2", 1;
    F8E4M3 = "F8_E4M3", 1;
    F8E8M0 = "F8_E8M0", 1;
    I16 = "I16", 2;
    U16 = "U16", 2;
    F16 = "F16", 2;
    Bf16 = "BF16", 2;
    I32 = "I32", 4;
    U32 = "U32", 4;
    F32 = "F32", 4;
    F64 = "F64", 8;
    C64 = "C64", 8;
    I64 = "I64", 8;
    U64 = "U64", 8;
}
