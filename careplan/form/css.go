package form

// CSS is the style sheet of the sheets, for screen and for A4 in black and white. Widths
// come in steps of 2.5 % (w1 to w40), the places of sticky columns in steps of the same
// width (l0 to l20), least heights in steps of 5 mm (t1 to t12). It loads nothing.
const CSS = `
.sheet{background:#fff;color:#1a1a1a;border:1px solid #b3b3b3;padding:1.5rem;margin:0 0 2rem;line-height:1.5;max-width:60rem}
.sheet-landscape{max-width:83rem}
.sheet-head{display:flex;flex-wrap:wrap;align-items:baseline;gap:.5rem 1rem;margin:0 0 1rem}
.sheet .corner{border:1px solid #1a1a1a;padding:0 .5rem;margin:0;font-weight:700}
.sheet h3{margin:0;font-size:1.25rem}
.sheet .badges{display:flex;gap:.5rem;list-style:none;margin:0;padding:0}
.sheet .badges li{border:2px solid #1a1a1a;border-radius:.25rem;padding:0 .5rem;font-weight:700;font-size:.875rem}
.sheet .block{width:100%;table-layout:fixed;border-collapse:separate;border-spacing:0;border:solid #666;border-width:1px 0 0 1px;margin:0 0 1rem;font-size:.875rem}
.sheet .wide{width:80rem}
.sheet .scroll{overflow-x:auto;margin:0 0 1rem}
.sheet .scroll:focus-visible{outline:4px solid #000;outline-offset:2px;box-shadow:0 0 0 2px #ffd43d}
.sheet caption{text-align:left;font-weight:700;padding:.25rem 0}
.sheet .block th,.sheet .block td{border:solid #666;border-width:0 1px 1px 0;padding:.125rem .25rem;text-align:left;vertical-align:top;font-weight:400;overflow-wrap:anywhere;background:#fff}
.sheet .open,.sheet .open td,.sheet .open th{border:0}
.sheet .block .label{background:#f1f1f4}
.sheet .block .sun{background:#fdeeee}
.sheet .block .changed{background:#fff0c2;font-weight:700}
.sheet .block .marked{outline:3px solid #c00;outline-offset:-3px;background:#fff0f0}
.sheet .block .marked:target{outline-width:5px;outline-offset:-5px}
.sheet .block .mid{text-align:center}
.sheet .block .num{text-align:right;font-variant-numeric:tabular-nums}
.sheet .small{font-size:.75rem}
.sheet .block .bold{font-weight:700}
.sheet .stick{position:sticky;z-index:1}
.sheet .foot{margin:.25rem 0 0;color:#4d4d4d}
.sheet .vh{position:absolute;width:1px;height:1px;margin:-1px;padding:0;overflow:hidden;clip-path:inset(50%);white-space:nowrap;border:0}
.sheet .w1{width:2.5%} .sheet .w2{width:5%} .sheet .w3{width:7.5%} .sheet .w4{width:10%} .sheet .w5{width:12.5%}
.sheet .w6{width:15%} .sheet .w7{width:17.5%} .sheet .w8{width:20%} .sheet .w9{width:22.5%} .sheet .w10{width:25%}
.sheet .w11{width:27.5%} .sheet .w12{width:30%} .sheet .w13{width:32.5%} .sheet .w14{width:35%} .sheet .w15{width:37.5%}
.sheet .w16{width:40%} .sheet .w17{width:42.5%} .sheet .w18{width:45%} .sheet .w19{width:47.5%} .sheet .w20{width:50%}
.sheet .w21{width:52.5%} .sheet .w22{width:55%} .sheet .w23{width:57.5%} .sheet .w24{width:60%} .sheet .w25{width:62.5%}
.sheet .w26{width:65%} .sheet .w27{width:67.5%} .sheet .w28{width:70%} .sheet .w29{width:72.5%} .sheet .w30{width:75%}
.sheet .w31{width:77.5%} .sheet .w32{width:80%} .sheet .w33{width:82.5%} .sheet .w34{width:85%} .sheet .w35{width:87.5%}
.sheet .w36{width:90%} .sheet .w37{width:92.5%} .sheet .w38{width:95%} .sheet .w39{width:97.5%} .sheet .w40{width:100%}
.sheet .l0{left:0rem} .sheet .l1{left:2rem} .sheet .l2{left:4rem} .sheet .l3{left:6rem} .sheet .l4{left:8rem}
.sheet .l5{left:10rem} .sheet .l6{left:12rem} .sheet .l7{left:14rem} .sheet .l8{left:16rem} .sheet .l9{left:18rem}
.sheet .l10{left:20rem} .sheet .l11{left:22rem} .sheet .l12{left:24rem} .sheet .l13{left:26rem} .sheet .l14{left:28rem}
.sheet .l15{left:30rem} .sheet .l16{left:32rem} .sheet .l17{left:34rem} .sheet .l18{left:36rem} .sheet .l19{left:38rem}
.sheet .l20{left:40rem}
.sheet .t1{height:5mm} .sheet .t2{height:10mm} .sheet .t3{height:15mm} .sheet .t4{height:20mm}
.sheet .t5{height:25mm} .sheet .t6{height:30mm} .sheet .t7{height:35mm} .sheet .t8{height:40mm}
.sheet .t9{height:45mm} .sheet .t10{height:50mm} .sheet .t11{height:55mm} .sheet .t12{height:60mm}
@media (max-width:48rem){
.sheet{padding:.75rem}
.sheet .stick:not(.l0){position:static}
}
@page{size:A4 portrait;margin:8mm}
@page sheet-landscape{size:A4 landscape;margin:8mm}
@media print{
.sheet{border:0;padding:0;margin:0;max-width:none;break-after:page;color:#000}
.sheet:last-child{break-after:auto}
.sheet-landscape{page:sheet-landscape}
.sheet h3{font-size:12pt}
.sheet-head{margin:0 0 2mm}
.sheet .block{font-size:9pt;border-color:#000;margin:0 0 3mm}
.sheet .small,.sheet-landscape .block{font-size:7pt}
.sheet-landscape .block .small{font-size:6pt}
.sheet .block th,.sheet .block td{border-color:#000;padding:.2mm .6mm;background:none;line-height:1.3}
.sheet .wide{width:100%}
.sheet .scroll{overflow:visible}
.sheet .stick{position:static}
.sheet thead{display:table-header-group}
.sheet tr{break-inside:avoid}
.sheet .block .label{background:none}
.sheet .block .sun,.sheet .block .changed,.sheet .block .marked{background:none}
.sheet .block .changed{text-decoration:underline;font-weight:700}
.sheet .block .marked{outline:2pt double #000;outline-offset:-2pt}
}
`
