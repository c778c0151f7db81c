/**
 * Words that head every list of leaked passwords, without the digits and signs around them (those are taken off before
 * the look-up). A short list on purpose: attempts are slowed down, so only the first few hundred guesses matter.
 */
export const commonPasswords: ReadonlySet<string> = new Set(`
password passwort motdepasse contrasena parola passw passwd pass passwords mypassword thepassword password-password
qwerty qwertyui qwertyuiop qwertz qwertzui qwertzuiop azerty azertyui azertyuiop asdf asdfgh asdfghjk asdfghjkl zxcv zxcvbn zxcvbnm
1q2w3e4r 1q2w3e4r5t 1q2w3e 1qaz2wsx 1qaz2wsx3edc q1w2e3r4 q1w2e3r4t5 qazwsx qazwsxedc zaq1zaq1 zaq12wsx !qaz2wsx qwer1234 1234qwer asdf1234 abcd1234 1234abcd abc a1b2c3d4 a1s2d3f4 aa123456
letmein letmeinnow welcome welcomeback iloveyou ilovegod iloveme loveyou lovely mylove forever sunshine princess princesse football fussball
baseball basketball softball soccer hockey golf tennis volleyball liverpool chelsea arsenal barcelona juventus manchester realmadrid steelers yankees cowboys lakers eagles
dragon monkey master shadow superman batman spiderman ironman avengers starwars pokemon pikachu naruto minecraft fortnite roblox playstation nintendo
computer internet samsung google facebook instagram whatsapp youtube microsoft windows apple iphone android amazon orinoco
administrator admin root user guest login access default secret secrets changeme changeit change test tester testing testtest demo example temp temporary
trustno trustnoone whatever whatever nothing something anything blahblah blink hello helloworld hellohello goodbye hallo bonjour hola
michael jennifer jessica michelle ashley charlie jordan daniel andrew matthew anthony robert thomas joshua nicole amanda justin brandon
samantha elizabeth victoria alexander alexandra christopher jonathan benjamin nicholas patrick stephanie stefanie sebastian maximilian
george william richard joseph hannah melissa maggie pepper ginger buster cookie cookies chocolate butterfly butterfly flower flowers
summer winter spring autumn january february march april june july august september october november december monday friday sunday
mustang corvette ferrari porsche mercedes harley yamaha chevrolet toyota camaro
america england france germany deutschland london newyork california paris berlin
diamond silver golden purple orange yellow rainbow unicorn angel angels blessed jesus jesuschrist christ heaven
killer hunter ranger freedom matrix phoenix thunder lightning tigger tiger tigers panther wolf dolphin dolphins
startrek stargate gandalf merlin hogwarts harrypotter middleearth
family mother father brother sister babygirl babyboy sweetheart sweetie beautiful gorgeous handsome
money business company office manager money888 lovelove
computer1 metallica slipknot nirvana beatles eminem
asdfasdf qweqwe qweqweqwe qweasd qweasdzxc zxcasdqwe poiuytrewq lkjhgfdsa mnbvcxz
nopassword opensesame sesame letmeinplease thisisapassword correcthorsebatterystaple
`.trim().split(/\s+/));
